using Benchmarks.Contracts;

namespace Benchmarks.Workloads;

/// <summary>What is measured, for every variant in the same way.</summary>
/// <param name="Name">As it is printed.</param>
/// <param name="Prepare">Makes the chains of a variant; the delegate then runs so many operations and checks their results.</param>
/// <param name="UsesOtherThreads">Whether other threads allocate on behalf of the operations.</param>
public sealed record Workload(string Name, Func<IVariant, Action<int>> Prepare, bool UsesOtherThreads = false)
{
    const int PendingChains = 64;

    public static Workload SuspendD1 { get; } = new("suspend-d1", v => OneRoot.Prepare(v.Depth1, depth: 1, synchronous: false));
    public static Workload SuspendD4 { get; } = new("suspend-d4", v => OneRoot.Prepare(v.Depth4, depth: 4, synchronous: false));
    public static Workload SyncD1 { get; } = new("sync-d1", v => OneRoot.Prepare(v.Depth1, depth: 1, synchronous: true));
    public static Workload SyncD4 { get; } = new("sync-d4", v => OneRoot.Prepare(v.Depth4, depth: 4, synchronous: true));
    public static Workload RootD1 { get; } = new("root-d1", v => RootPerCall.Prepare(v.Depth1, depth: 1, synchronous: false));
    public static Workload RootD4 { get; } = new("root-d4", v => RootPerCall.Prepare(v.Depth4, depth: 4, synchronous: false));
    public static Workload RootSyncD1 { get; } = new("rootsync-d1", v => RootPerCall.Prepare(v.Depth1, depth: 1, synchronous: true));
    public static Workload OrdinarySuspended { get; } = new("ordinary-suspended", v => OneRoot.Prepare(v.Ordinary, depth: 1, synchronous: false));
    public static Workload OrdinarySync { get; } = new("ordinary-sync", v => OneRoot.Prepare(v.Ordinary, depth: 1, synchronous: true));
    public static Workload Pending64 { get; } = new("pending64", v => ManyPending.Prepare(v.Depth4, depth: 4, PendingChains), UsesOtherThreads: true);

    public static IReadOnlyList<Workload> All { get; } =
        [SuspendD1, SuspendD4, SyncD1, SyncD4, RootD1, RootD4, RootSyncD1, OrdinarySuspended, OrdinarySync, Pending64];

    /// <summary>Each level of a chain adds one to what its leaf returns.</summary>
    internal static void Check(long sum, int operations, int depth)
    {
        long expected = (long)operations * (Pump.Value + depth);
        if (sum != expected) throw new InvalidOperationException($"{operations} operations gave {sum} instead of {expected}.");
    }
}
