using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace AssemblyToProcess.Harness;

/// <summary>Who comes first when a leaf completes on the thread pool: what has suspended at it, on its way back to its caller, or the one that completes it.</summary>
public enum Race
{
    /// <summary>Nobody knows.</summary>
    Open,
    WonByTheCaller,
    WonByTheCompleter,
}

/// <summary>Runs a case on a thread of its own, and completes its leaves one after the other.</summary>
public sealed class Driver
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What the one that is to lose a race sleeps. It decides nearly every race; a sound case leaves the same trace whoever wins.</summary>
    static readonly TimeSpan Handicap = TimeSpan.FromMilliseconds(2);

    readonly ConcurrentQueue<ILeaf> waiting = new();
    readonly SemaphoreSlim work = new(0);

    readonly Race race;

    Driver(Places place, Race race)
    {
        (Place, this.race) = (place, race);
        Ui = new("ui", Signal);
        Other = new("other", Signal);
        Scheduler = new("scheduler", Signal);
    }

    public Places Place { get; }

    /// <summary>The thread that drives the case.</summary>
    public Thread Thread { get; private set; } = null!;

    public UiContext Ui { get; }

    /// <summary>A second context, for callees that change theirs.</summary>
    public UiContext Other { get; }

    public QueueScheduler Scheduler { get; }

    /// <summary>Runs a case in one place with one pattern of suspending leaves.</summary>
    /// <exception cref="Exception">Whatever the case threw, as a line of the trace.</exception>
    public static Trace Run(Func<Trace, Task?> body, Places place, ulong pattern, int bits, Race race = Race.Open)
    {
        var driver = new Driver(place, race);
        var trace = new Trace(driver, pattern, bits);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                driver.Drive(body, trace);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        driver.Thread = thread;
        thread.UnsafeStart();
        thread.Join();
        failure?.Throw();
        return trace;
    }

    /// <summary>Has a leaf completed when its turn comes.</summary>
    public void WaitedFor(ILeaf leaf)
    {
        if (Place == Places.Pool)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    if (race == Race.WonByTheCaller) Thread.Sleep(Handicap);
                    leaf.Complete();
                },
                null);
            if (race == Race.WonByTheCompleter) Thread.Sleep(Handicap);
            return;
        }
        waiting.Enqueue(leaf);
        Signal();
    }

    /// <summary>Does one piece of work: of the contexts first, then the oldest leaf.</summary>
    public bool TryStep()
    {
        if (Ui.TryRunOne() || Other.TryRunOne() || Scheduler.TryRunOne()) return true;
        if (!waiting.TryDequeue(out var leaf)) return false;
        if (Place == Places.InsideUi) Ui.Run(leaf.Complete);
        else leaf.Complete();
        return true;
    }

    void Drive(Func<Trace, Task?> body, Trace trace)
    {
        var task = Start(body, trace);
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Signal);
        var start = Stopwatch.GetTimestamp();
        while (!task.IsCompleted)
        {
            if (TryStep()) continue;
            work.Wait(TimeSpan.FromSeconds(1));
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException("The case does not come to its end. Its trace:\n" + string.Join('\n', trace.Lines));
        }
        while (TryStep())
        {
        }
        // Of woven code alone; what is not woven has nothing there.
        if (!PooledSpace.IsEmpty) trace.Log("what lies in the pools refers to something");
        if (task.IsCanceled) trace.Log("the case was canceled");
        else if (task.Exception is { } exception) trace.Log($"the case failed: {exception.InnerException!.GetType().Name} '{exception.InnerException.Message}'");
    }

    Task Start(Func<Trace, Task?> body, Trace trace)
    {
        Task? task = null;
        switch (Place)
        {
            case Places.Ui or Places.InsideUi:
                Ui.Run(() => task = body(trace));
                break;
            case Places.Scheduler:
                return Task.Factory.StartNew(() => body(trace) ?? Task.CompletedTask, CancellationToken.None, TaskCreationOptions.None, Scheduler).Unwrap();
            default:
                task = body(trace);
                break;
        }
        return task ?? Task.CompletedTask;
    }

    void Signal() => work.Release();
}
