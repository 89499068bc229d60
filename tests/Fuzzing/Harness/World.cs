namespace Unboxed.Fuzzing.Harness;

/// <summary>What a program lives in during one run: its leaves, its contexts, and the trace that is compared. All on one thread.</summary>
public sealed partial class World
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
        (Ui, Other, Copying, Throwing, Capturing) = (new("ui", this), new("other", this), new("copying", this), new("throwing", this), new("capturing", this));
        Queues = [Ui, Other, Copying, Throwing, Scheduler, Capturing];
    }

    public AsyncLocal<int> Number { get; private set; } = new();

    public AsyncLocal<string?> Name { get; } = new();

    public QueueContext Ui { get; }

    public QueueContext Other { get; }

    public CopyingContext Copying { get; }

    public ThrowingContext Throwing { get; }

    public QueueScheduler Scheduler { get; } = new("scheduler");

    public CapturingScheduler Capturing { get; }

    internal IReadOnlyList<IWorkQueue> Queues { get; }

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
        Log($"{label}: in {SynchronizationContext.Current?.ToString() ?? "none"}, on {scheduler}, flow {(ExecutionContext.IsFlowSuppressed() ? "suppressed" : "on")}, number {Number.Value}{Heard}, name {Name.Value}");
    }

    /// <summary>For filters: logs that it ran, and where.</summary>
    public bool Filter(string label, bool result)
    {
        Where(label + " filter");
        return result;
    }

    /// <summary>Counts a call; true once there have been enough of them, so that every program ends.</summary>
    public bool Spent() => ++calls > Calls;

    /// <summary>Changes the synchronization context of the caller, but for runs in which a leaf has completed within its registration (see <see cref="MayCompleteWithin"/>).</summary>
    public void Set(SynchronizationContext? context)
    {
        if (hasCompletedWithin) return;
        hasChangedContext = true;
        SynchronizationContext.SetSynchronizationContext(context);
    }

    /// <summary>Whether user code throws here where nobody can catch it. Somebody may then be stuck whose chain is never given back.</summary>
    internal bool Throws(Suspension kind)
    {
        if (IsOver || random.Next(4) != 0) return false;
        Count(kind);
        HasLost |= kind != Suspension.ThrowsAfterRegistration;
        return true;
    }

    /// <summary>Whether continuations have been lost.</summary>
    internal bool HasLost { get; private set; }

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
}
