using Benchmarks.Contracts;
using Benchmarks.Floors;

namespace Benchmarks.Workloads;

/// <summary>Calls that do not suspend: of the variants, and written by hand with nothing but guarantees to keep.</summary>
/// <param name="Name">As it is printed.</param>
/// <param name="Floors">What is written by hand.</param>
/// <param name="Variant">The root of a variant.</param>
/// <param name="ByHand">That of a floor.</param>
/// <param name="Run">Prepares either.</param>
public sealed record FloorWorkload(
    string Name, IReadOnlyList<string> Floors, Func<IVariant, Pump, Func<int, Task<long>>> Variant, Func<string, Pump, Func<int, Task<long>>> ByHand, Func<Func<Pump, Func<int, Task<long>>>, Action<int>> Run)
    : ITimedWorkload
{
    public WorkloadSet Set => WorkloadSet.Floors;

    public Clock Clock => Clock.Thread;

    public int Multiple => 1;

    public static IReadOnlyList<FloorWorkload> All { get; } =
    [
        Sync(1), Sync(4), Sync(16),
        new("floor-rootsync-d4", [Floor.Contexts, Floor.Resumable], (v, pump) => v.Chain(pump, 4), (name, pump) => Floor.Chain(name, pump, 4), chain => RootPerCall.Prepare(chain, Completed, Workload.Sum(4))),
        new("floor-generic-sync", [Floor.Stages, Floor.ResumableStages], (v, pump) => v.Stages(pump), (name, pump) => Floor.Chain(name, pump, 4), chain => OneRoot.Prepare(chain, Completed, 2 * Workload.Sum(4))),
        new("floor-bigstate-sync-d4", [Floor.BigState, Floor.ResumableBigState], (v, pump) => v.BigState(pump), (name, pump) => Floor.Chain(name, pump, 4), chain => OneRoot.Prepare(chain, Completed, Workload.Sum(4))),
        new("floor-exceptions-sync-d4", [Floor.Boundary, Floor.Contexts], (v, pump) => v.Failing4(pump), (name, pump) => Floor.Chain(name, pump, 4, fails: true), chain => OneRoot.Prepare(chain, Completed, result: 1)),
    ];

    public IReadOnlyList<string> Variants => [Workloads.Variants.ValueTask, Workloads.Variants.RuntimeAsync, Workloads.Variants.Unboxed, .. Floors];

    public IReadOnlyList<string> BytesVariants => Floors;

    public IEnumerable<(string Variant, string Other)> Ratios =>
        from variant in Floors.Append(Workloads.Variants.Unboxed) from other in new[] { Workloads.Variants.ValueTask, Workloads.Variants.RuntimeAsync } select (variant, other);

    public Action<int> Prepare(string variant) => Run(Floors.Contains(variant) ? pump => ByHand(variant, pump) : pump => Variant(Workloads.Variants.Create(variant), pump));

    static Pump Completed => new(synchronous: true);

    static FloorWorkload Sync(int depth) => new(
        $"floor-sync-d{depth}", [Floor.Dispatch, Floor.Boundary, Floor.Contexts, Floor.Resumable], (v, pump) => v.Chain(pump, depth), (name, pump) => Floor.Chain(name, pump, depth),
        chain => OneRoot.Prepare(chain, Completed, Workload.Sum(depth)));
}
