using System.Numerics;

namespace Unboxed.Fuzzing.Harness;

/// <summary>What a program lives in during one run: its leaves, its contexts, and the trace that is compared. All on one thread.</summary>
public sealed class World
{
    const int Calls = 120, Lines = 3000;

    readonly Random random;
    readonly int density;
    readonly List<string> trace = [];
    readonly List<ILeaf> waiting = [];
    readonly int[] suspensions = new int[Enum.GetValues<Suspension>().Length];
    readonly Func<bool> mayCompleteWithin;
    int calls;
    bool hasCompletedWithin, hasChangedContext;

    /// <param name="seed">Decides which leaves suspend, and in what order and where they complete.</param>
    /// <param name="density">How many of a hundred leaves suspend.</param>
    public World(int seed, int density)
    {
        random = new(seed);
        this.density = density;
        mayCompleteWithin = MayCompleteWithin;
    }

    public AsyncLocal<int> Number { get; } = new();

    public AsyncLocal<string?> Name { get; } = new();

    public QueueContext Ui { get; } = new("ui");

    public QueueContext Other { get; } = new("other");

    public QueueScheduler Scheduler { get; } = new("scheduler");

    internal IReadOnlyList<string> Trace => trace;

    internal IReadOnlyList<int> Suspensions => suspensions;

    internal List<ILeaf> Waiting => waiting;

    internal Random Random => random;

    internal bool IsOver => trace.Count >= Lines;

    public void Log(string line)
    {
        if (trace.Count < Lines) trace.Add(line);
    }

    public void Log<T>(string label, T value) => Log($"{label}: {V.Show(value)}");

    public void Caught(string label, Exception exception) => Log($"{label}: caught {exception.GetType().Name} '{exception.Message}'");

    /// <summary>Logs the contexts in which the caller runs.</summary>
    public void Where(string label)
    {
        var scheduler = TaskScheduler.Current == TaskScheduler.Default ? "default" : TaskScheduler.Current.ToString();
        Log($"{label}: in {SynchronizationContext.Current?.ToString() ?? "none"}, on {scheduler}, flow {(ExecutionContext.IsFlowSuppressed() ? "suppressed" : "on")}, number {Number.Value}, name {Name.Value}");
    }

    /// <summary>For filters: logs that it ran, and where.</summary>
    public bool Filter(string label, bool result)
    {
        Where(label + " filter");
        return result;
    }

    /// <summary>Counts a call; true once there have been enough of them, so that every program ends.</summary>
    public bool Spent() => ++calls > Calls;

    /// <summary>A value-task source.</summary>
    public ValueTask<T> Leaf<T>(T value) => Suspends(Suspension.SourceLater) ? Source(value, null) : new(value);

    public ValueTask Leaf()
    {
        if (!Suspends(Suspension.SourceLater)) return default;
        var leaf = new SourceLeaf<int>(0, null, Wait);
        return new(leaf, leaf.Version);
    }

    /// <summary>A task.</summary>
    public Task<T> LeafTask<T>(T value)
    {
        bool isAsynchronous = random.Next(4) == 0;
        if (!Suspends(isAsynchronous ? Suspension.TaskLaterAsynchronously : Suspension.TaskLater)) return Task.FromResult(value);
        return Wait(new TaskLeaf<T>(value, null, isAsynchronous ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None));
    }

    public Task LeafTask() => LeafTask(0);

    /// <summary>Completes while it is being registered for.</summary>
    public ValueTask<T> Inside<T>(T value) => Suspends(Suspension.WithinRegistration) ? Source(value, null, mayCompleteWithin) : new(value);

    public ValueTask<T> Fail<T>(string message)
    {
        var exception = new Oops(message);
        if (Suspends(Suspension.FailedLater)) return Source<T>(default!, exception);
        suspensions[(int)Suspension.FailedAlready]++;
        return ValueTask.FromException<T>(exception);
    }

    public Task<T> FailTask<T>(string message)
    {
        var exception = new Oops(message);
        if (Suspends(Suspension.FailedLater)) return Wait(new TaskLeaf<T>(default!, exception, TaskCreationOptions.None));
        suspensions[(int)Suspension.FailedAlready]++;
        return Task.FromException<T>(exception);
    }

    /// <summary>A task that is canceled.</summary>
    public Task<T> Canceled<T>()
    {
        var exception = new OperationCanceledException(new CancellationToken(canceled: true));
        return Suspends(Suspension.CanceledLater) ? Wait(new TaskLeaf<T>(default!, exception, TaskCreationOptions.None)) : Task.FromCanceled<T>(exception.CancellationToken);
    }

    /// <summary>To be awaited by Task.Yield's rules.</summary>
    public System.Runtime.CompilerServices.YieldAwaitable Yield()
    {
        Count(Suspension.Yield);
        return Task.Yield();
    }

    /// <summary>Changes the synchronization context of the caller, where the difference to woven code is not a known one.</summary>
    /// <remarks>
    /// Not on a scheduler: a frame that continues in a synchronization context, within a task, sees no scheduler in plain C#, because the
    /// framework hides the task from it. Woven code does not.
    /// </remarks>
    public void Set(SynchronizationContext? context)
    {
        if (hasCompletedWithin || (context is QueueContext && TaskScheduler.Current == Scheduler)) return;
        hasChangedContext = true;
        SynchronizationContext.SetSynchronizationContext(context);
    }

    /// <summary>Whether a leaf may complete within its registration.</summary>
    /// <remarks>
    /// Only in runs without contexts: in plain C# the callee has then completed before its caller awaits it, in woven code the callers have
    /// suspended already, and it shows where they continue and what the callee has left there. With a leaf that another thread completes,
    /// plain C# has both outcomes.
    /// </remarks>
    bool MayCompleteWithin()
    {
        if (hasChangedContext || SynchronizationContext.Current is not null || TaskScheduler.Current != TaskScheduler.Default || ExecutionContext.IsFlowSuppressed()) return false;
        return hasCompletedWithin = true;
    }

    internal void Count(Suspension suspension) => suspensions[(int)suspension]++;

    bool Suspends(Suspension suspension)
    {
        // A program that runs for ever stops here: nothing completes a leaf any more.
        bool suspends = IsOver || random.Next(100) < density;
        Count(suspends ? suspension : Suspension.CompletedAlready);
        return suspends;
    }

    ValueTask<T> Source<T>(T value, Exception? exception, Func<bool>? mayCompleteWithin = null)
    {
        var leaf = new SourceLeaf<T>(value, exception, Wait, mayCompleteWithin);
        return new(leaf, leaf.Version);
    }

    Task<T> Wait<T>(TaskLeaf<T> leaf)
    {
        Wait((ILeaf)leaf);
        return leaf.Task;
    }

    void Wait(ILeaf leaf) => waiting.Add(leaf);
}
