extern alias strategies;
using Benchmarks.Contracts;
using strategies::Benchmarks.Source;

namespace Benchmarks.Workloads;

/// <summary>
/// Calls of an object by each strategy, which suspend once: by a caller that is not woven, this assembly, and by one that is (<c>woven-</c>). For comparison the woven caller without an adapter,
/// <c>woven-caller</c>.
/// </summary>
/// <param name="Depth">The number of async methods behind the adapter, 1 or 4.</param>
public sealed record StrategyWorkload(int Depth) : ITimedWorkload
{
    const string Woven = "woven-", Caller = Woven + "caller";

    public string Name => $"strategies-d{Depth}";

    public bool IsHeavy => false;

    public Clock Clock => Clock.Thread;

    public int Multiple => 1;

    public static IReadOnlyList<StrategyWorkload> All { get; } = [new(1), new(4)];

    public IReadOnlyList<string> Variants { get; } = [.. Strategies.Names, .. Strategies.Names.Select(name => Woven + name), Caller];

    public IEnumerable<(string Variant, string Other)> Ratios =>
        Variants.Select(variant => (variant, Other: (variant.StartsWith(Woven, StringComparison.Ordinal) ? Woven : "") + Strategies.Names[0])).Where(pair => pair.variant != pair.Other);

    public Action<int> Prepare(string variant)
    {
        bool isWoven = variant.StartsWith(Woven, StringComparison.Ordinal);
        string? strategy = variant == Caller ? null : isWoven ? variant[Woven.Length..] : variant;
        return OneRoot.Prepare(pump => Depth == 1 ? Root(isWoven, Adapted(strategy, new Level0(pump))) : Root(isWoven, Adapted(strategy, Levels(pump))), new(), Workload.Sum(Depth));
    }

    static Level3 Levels(Pump pump) => new(new Level2(new Level1(new Level0(pump))));

    static ILevel0 Adapted(string? strategy, ILevel0 level) => strategy is null ? level : Strategies.Of(strategy, level);

    static ILevel3 Adapted(string? strategy, ILevel3 level) => strategy is null ? level : Strategies.Of(strategy, level);

    static Func<int, Task<long>> Root(bool isWoven, ILevel0 level) => isWoven ? new Root1(level).Run : calls => Run(level, calls);

    static Func<int, Task<long>> Root(bool isWoven, ILevel3 level) => isWoven ? new Root4(level).Run : calls => Run(level, calls);

    static async Task<long> Run(ILevel0 level, int calls)
    {
        long sum = 0;
        for (int i = 0; i < calls; i++) sum += await level.Next();
        return sum;
    }

    static async Task<long> Run(ILevel3 level, int calls)
    {
        long sum = 0;
        for (int i = 0; i < calls; i++) sum += await level.Next();
        return sum;
    }
}
