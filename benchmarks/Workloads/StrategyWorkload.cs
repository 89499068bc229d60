extern alias strategies;
using Benchmarks.Contracts;
using strategies::Benchmarks.Source;

namespace Benchmarks.Workloads;

/// <summary>
/// Calls of an object by each strategy, which suspend once: by a caller that is not woven, this assembly, and by one that is (<c>woven-</c>). And by woven callers with a strategy of their own, and none
/// (<c>woven-caller</c>), without an adapter.
/// </summary>
/// <param name="Depth">The number of async methods behind the adapter, 1 or 4.</param>
public sealed record StrategyWorkload(int Depth) : ITimedWorkload
{
    const string Woven = "woven-";

    public string Name => $"strategies-d{Depth}";

    public WorkloadSet Set => WorkloadSet.Strategies;

    public Clock Clock => Clock.Thread;

    public int Multiple => 1;

    public static IReadOnlyList<StrategyWorkload> All { get; } = [new(1), new(4)];

    public IReadOnlyList<string> Variants { get; } = [.. Strategies.Names, .. Strategies.Names.Concat(CallerStrategies.Names).Select(name => Woven + name)];

    public IReadOnlyList<string> BytesVariants => Variants;

    public IEnumerable<(string Variant, string Other)> Ratios =>
        Variants.Select(variant => (variant, Other: (variant.StartsWith(Woven, StringComparison.Ordinal) ? Woven : "") + Strategies.Names[0])).Where(pair => pair.variant != pair.Other);

    public Action<int> Prepare(string variant)
    {
        bool isWoven = variant.StartsWith(Woven, StringComparison.Ordinal);
        string strategy = isWoven ? variant[Woven.Length..] : variant;
        bool isCallers = isWoven && CallerStrategies.Names.Contains(strategy);
        return OneRoot.Prepare(pump => Depth == 1 ? OfOne(new Level0(pump)) : OfFour(Levels(pump)), new(), Workload.Sum(Depth));

        Func<int, Task<long>> OfOne(ILevel0 level) => isCallers ? CallerStrategies.Root(strategy, level) : Root(isWoven, Strategies.Of(strategy, level));

        Func<int, Task<long>> OfFour(ILevel3 level) => isCallers ? CallerStrategies.Root(strategy, level) : Root(isWoven, Strategies.Of(strategy, level));
    }

    static Level3 Levels(Pump pump) => new(new Level2(new Level1(new Level0(pump))));

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
