using Benchmarks.Contracts;

namespace Benchmarks.Workloads;

/// <summary>What is measured, for every variant in the same way.</summary>
/// <param name="Name">As it is printed.</param>
/// <param name="Prepare">Makes the chains of a variant; the delegate then runs so many operations and checks their results.</param>
public sealed record Workload(string Name, Func<IVariant, Action<int>> Prepare) : ITimedWorkload
{
    const int PendingChains = 64, ParallelChains = 10_000;

    public Clock Clock { get; init; } = Clock.Thread;

    public int Multiple { get; init; } = 1;

    public WorkloadSet Set { get; init; } = WorkloadSet.Usual;

    IReadOnlyList<string> ITimedWorkload.Variants => Workloads.Variants.Names;

    IReadOnlyList<string> ITimedWorkload.BytesVariants { get; } = [Workloads.Variants.ValueTask, Workloads.Variants.Unboxed];

    IEnumerable<(string Variant, string Other)> ITimedWorkload.Ratios => Workloads.Variants.Names.Where(variant => variant != Workloads.Variants.ValueTask)
        .Select(variant => (variant, Workloads.Variants.ValueTask)).Append((Workloads.Variants.Unboxed, Workloads.Variants.RuntimeAsync));

    Action<int> ITimedWorkload.Prepare(string variant) => Prepare(Workloads.Variants.Create(variant));

    public static Workload SuspendD1 { get; } = Suspend(1);
    public static Workload SuspendD4 { get; } = Suspend(4);
    public static Workload SyncD1 { get; } = Sync(1);
    public static Workload SyncD4 { get; } = Sync(4);
    public static Workload RootD1 { get; } = Root(1);
    public static Workload RootD4 { get; } = Root(4);
    public static Workload RootSyncD1 { get; } = new("rootsync-d1", v => RootPerCall.Prepare(p => v.Chain(p, 1), new(synchronous: true), Sum(1)));
    public static Workload OrdinarySuspended { get; } = new("ordinary-suspended", v => OneRoot.Prepare(v.Ordinary, new(), Sum(1)));
    public static Workload OrdinarySync { get; } = new("ordinary-sync", v => OneRoot.Prepare(v.Ordinary, new(synchronous: true), Sum(1)));
    public static Workload Pending64 { get; } = new("pending64", v => ManyPending.Prepare(p => v.Chain(p, 4), PendingChains, Sum(4))) { Clock = Clock.Wall, Multiple = PendingChains };

    public static IReadOnlyList<Workload> All { get; } =
    [
        SuspendD1, SuspendD4, Suspend(16),
        SyncD1, SyncD4, Sync(16),
        Loop(1), Loop(4), Loop(16), Loop(60),
        RootD1, RootD4, Root(16), RootSyncD1,
        new("decorator-d8", v => OneRoot.Prepare(p => v.Decorated(p, 8), new(), Sum(8))),
        new("exceptions-d4", v => OneRoot.Prepare(v.Failing4, new(), result: 1)),
        new("exceptions-sync-d4", v => OneRoot.Prepare(v.Failing4, new(synchronous: true), result: 1)),
        new("asynclocal-d4", v => OneRoot.Prepare(p => v.Local(p, 4), new(), Sum(4))),
        new("task-leaf", v => OneRoot.Prepare(v.TaskLeaf, new(queued: true), Sum(1))) { Clock = Clock.Worker },
        new("source-queued", v => OneRoot.Prepare(p => v.Chain(p, 1), new(queued: true), Sum(1))) { Clock = Clock.Worker },
        OrdinarySuspended, OrdinarySync,
        Pending64,
        Shape("decorator-sync-d8", v => OneRoot.Prepare(p => v.Decorated(p, 8), new(synchronous: true), Sum(8))),
        Shape("pipeline-d8", v => OneRoot.Prepare(p => v.Pipeline(p, 8), new(), Sum(8))),
        Shape("pipeline-sync-d8", v => OneRoot.Prepare(p => v.Pipeline(p, 8), new(synchronous: true), Sum(8))),
        Shape("pipeline-root-d8", v => RootPerCall.Prepare(p => v.Pipeline(p, 8), new(), Sum(8))),
        Shape("delegate-ordinary", v => OneRoot.Prepare(v.OrdinaryDelegate, new(), Sum(0))),
        Shape("delegate-ordinary-sync", v => OneRoot.Prepare(v.OrdinaryDelegate, new(synchronous: true), Sum(0))),
        Shape("rootsync-d4", v => RootPerCall.Prepare(p => v.Chain(p, 4), new(synchronous: true), Sum(4))),
        Shape("iterator", v => OneRoot.Prepare(v.Iterator, new(), Sum(1))),
        Shape("iterator-sync", v => OneRoot.Prepare(v.Iterator, new(synchronous: true), Sum(1))),
        Shape("generic", v => OneRoot.Prepare(v.Stages, new(), 2 * Sum(4))),
        Shape("generic-sync", v => OneRoot.Prepare(v.Stages, new(synchronous: true), 2 * Sum(4))),
        Shape("bigstate-d4", v => OneRoot.Prepare(v.BigState, new(), Sum(4))),
        Shape("bigstate-sync-d4", v => OneRoot.Prepare(v.BigState, new(synchronous: true), Sum(4))),
        Shape("fanout", v => FanOut.Prepare(v.FanOut, Sum(1))),
        new("parallel-10000", v => Wave.Prepare(p => v.Chain(p, 4), ParallelChains, Sum(4), new(ParallelChains))) { Clock = Clock.Wall, Multiple = ParallelChains, Set = WorkloadSet.Heavy },
        .. from chains in new[] { 100, 1000, 5000, 20_000, 50_000 } select Waves(chains),
    ];

    static Workload Suspend(int depth) => new($"suspend-d{depth}", v => OneRoot.Prepare(p => v.Chain(p, depth), new(), Sum(depth)));

    static Workload Sync(int depth) => new($"sync-d{depth}", v => OneRoot.Prepare(p => v.Chain(p, depth), new(synchronous: true), Sum(depth)));

    static Workload Loop(int depth) => new($"loop-d{depth}", v => OneRoot.Prepare(p => v.Loop(p, depth), new(), Sum(depth, Pump.Loops), Pump.Loops)) { Multiple = Pump.Loops };

    static Workload Root(int depth) => new($"root-d{depth}", v => RootPerCall.Prepare(p => v.Chain(p, depth), new(), Sum(depth)));

    static Workload Shape(string name, Func<IVariant, Action<int>> prepare) => new(name, prepare) { Set = WorkloadSet.Shapes };

    static Workload Waves(int chains) => new($"waves-{chains}", v => Wave.Prepare(p => v.Chain(p, 4), chains, Sum(4))) { Multiple = chains, Set = WorkloadSet.Heavy };

    /// <summary>Each level of a chain adds one to what its leaf returns.</summary>
    internal static int Sum(int depth, int awaits = 1) => (awaits * Pump.Value) + depth;

    internal static void Check(long sum, int calls, int result)
    {
        long expected = (long)calls * result;
        if (sum != expected) throw new InvalidOperationException($"{calls} calls gave {sum} instead of {expected}.");
    }
}
