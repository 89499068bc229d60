using Unboxed.Fuzzing.Generation;
using Unboxed.Fuzzing.Harness;
using Unboxed.Weaver.Plan;

namespace Unboxed.Fuzzing.Running;

/// <summary>How often everything occurred.</summary>
sealed class Statistics
{
    internal static readonly int SuspensionKinds = Enum.GetValues<Suspension>().Length;

    readonly HashSet<int> seeds = [];
    readonly Dictionary<Shape, int> shapes = Enum.GetValues<Shape>().ToDictionary(shape => shape, _ => 0);
    readonly int[] suspensions = new int[SuspensionKinds];
    readonly int[] programsWith = new int[SuspensionKinds];
    readonly Dictionary<Decision, int> decisions = [];

    /// <summary>The number of different programs.</summary>
    internal int Programs => seeds.Count;

    /// <summary>In how many programs a shape occurs.</summary>
    internal IReadOnlyDictionary<Shape, int> Shapes => shapes;

    internal void Add(IReadOnlyList<AwaitSiteRow> sites)
    {
        foreach (var site in sites) decisions[site.Decision] = decisions.GetValueOrDefault(site.Decision) + 1;
    }

    internal void Add(FuzzProgram program, int[] counts)
    {
        // The second configuration has the same shapes, and suspends at the same leaves.
        if (!seeds.Add(program.Seed)) return;
        foreach (var shape in program.Shapes) shapes[shape]++;
        for (int i = 0; i < counts.Length; i++)
        {
            suspensions[i] += counts[i];
            if (counts[i] > 0) programsWith[i]++;
        }
    }

    /// <summary>Each shape and kind of suspension with the percentage of programs in which it occurs.</summary>
    internal IEnumerable<(string Name, double Percent, int Count)> Frequencies() =>
        shapes.Select(pair => (pair.Key.ToString(), 100.0 * pair.Value / Programs, pair.Value))
            .Concat(Enum.GetValues<Suspension>().Select(kind => (kind.ToString(), 100.0 * programsWith[(int)kind] / Programs, suspensions[(int)kind])));

    internal string Sites => string.Join(", ", decisions.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key.ToString().ToLowerInvariant()}"));
}
