using System.Collections.Concurrent;

namespace Unboxed.Scenarios.Support;

/// <summary>A thread with a context to which code comes back, as in a program with windows.</summary>
sealed class SingleThread : SynchronizationContext
{
    readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> queue = [];

    /// <summary>Has a thread of its own do this, to the end, and waits for it.</summary>
    internal static void Run(Func<Task> action)
    {
        var context = new SingleThread();
        Task? task = null;
        var thread = new Thread(() =>
        {
            SetSynchronizationContext(context);
            task = action();
            task.ContinueWith(_ => context.queue.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            foreach (var (callback, state) in context.queue.GetConsumingEnumerable()) callback(state);
        });
        thread.Start();
        thread.Join();
        task!.GetAwaiter().GetResult();
    }

    public override void Post(SendOrPostCallback d, object? state) => queue.Add((d, state));

    public override SynchronizationContext CreateCopy() => this;
}
