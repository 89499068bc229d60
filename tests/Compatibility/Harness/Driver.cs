using System.Collections.Concurrent;

namespace Unboxed.Compatibility.Harness;

/// <summary>Runs a scenario on a thread of its own, and there, one after the other, what it posts and the completions of what it waits for.</summary>
public sealed class Driver
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly BlockingCollection<Action> work = [];
    readonly Context? context;

    Driver(bool hasContext) => context = hasContext ? new(this) : null;

    /// <summary>Whether the scenario has a context to come back to.</summary>
    public bool HasContext => context is not null;

    /// <summary>The lines of one run; an exception of the scenario's is the last of them.</summary>
    /// <exception cref="TimeoutException">It does not come to its end.</exception>
    public static IReadOnlyList<string> Run(Func<Trace, Task> body, Pattern pattern, bool hasContext)
    {
        var driver = new Driver(hasContext);
        var trace = new Trace(driver, pattern);
        var thread = new Thread(() => driver.Drive(body, trace));
        thread.UnsafeStart();
        thread.Join();
        return trace.Lines;
    }

    /// <summary>Has something done later, on the thread of the scenario, outside of its context.</summary>
    public void Later(Action action) => work.Add(action);

    void Drive(Func<Trace, Task> body, Trace trace)
    {
        SynchronizationContext.SetSynchronizationContext(context);
        var task = Start(body, trace);
        SynchronizationContext.SetSynchronizationContext(null);
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => Later(() => { }));
        while (!task.IsCompleted)
        {
            if (work.TryTake(out var action, Patience)) action();
            else
            {
                trace.Log("it does not come to its end");
                return;
            }
        }
        // What was not waited for.
        while (work.TryTake(out var action)) action();
        if (task.IsCanceled) trace.Log("canceled");
        else if (task.Exception is { } exception) trace.Caught(exception.InnerException!, "failed");
    }

    /// <summary>Whatever is thrown, here or by the task, is something that is compared.</summary>
    static Task Start(Func<Trace, Task> body, Trace trace)
    {
        try
        {
            return body(trace);
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    /// <summary>A context like a user interface's.</summary>
    sealed class Context(Driver driver) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback callback, object? state) => driver.Later(() =>
        {
            SetSynchronizationContext(this);
            callback(state);
            SetSynchronizationContext(null);
        });

        public override SynchronizationContext CreateCopy() => this;

        public override string ToString() => "context";
    }
}
