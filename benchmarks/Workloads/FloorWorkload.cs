using Benchmarks.Floors;

namespace Benchmarks.Workloads;

/// <summary>Calls that do not suspend: of the variants, and written by hand with less and less to keep.</summary>
/// <param name="Depth">The number of methods, 1, 4 or 16.</param>
/// <param name="Fails">Whether the lowest throws.</param>
public sealed record FloorWorkload(int Depth, bool Fails = false) : ITimedWorkload
{
    public string Name => Fails ? $"floor-exceptions-sync-d{Depth}" : $"floor-sync-d{Depth}";

    public WorkloadSet Set => WorkloadSet.Floors;

    public Clock Clock => Clock.Thread;

    public int Multiple => 1;

    public static IReadOnlyList<FloorWorkload> All { get; } = [new(1), new(4), new(16), new(4, Fails: true)];

    public IReadOnlyList<string> Variants => [Workloads.Variants.ValueTask, Workloads.Variants.RuntimeAsync, Workloads.Variants.Unboxed, .. Floors];

    public IReadOnlyList<string> BytesVariants => Floors;

    public IEnumerable<(string Variant, string Other)> Ratios =>
        from variant in Floors.Append(Workloads.Variants.Unboxed) from other in new[] { Workloads.Variants.ValueTask, Workloads.Variants.RuntimeAsync } select (variant, other);

    IReadOnlyList<string> Floors => Fails ? Floor.CatchingNames : Floor.Names;

    public Action<int> Prepare(string variant) => Floors.Contains(variant)
        ? OneRoot.Prepare(pump => Floor.Chain(variant, pump, Depth, Fails), new(synchronous: true), Fails ? 1 : Workload.Sum(Depth))
        : OneRoot.Prepare(pump => Fails ? Workloads.Variants.Create(variant).Failing4(pump) : Workloads.Variants.Create(variant).Chain(pump, Depth), new(synchronous: true), Fails ? 1 : Workload.Sum(Depth));
}
