using System.Globalization;
using Benchmarks.Workloads;

namespace Benchmarks.Quick;

/// <summary>
/// What follows <c>quick</c>: nothing for the usual workloads and the strategies; <c>strategies</c>, <c>shapes</c>, <c>floors</c>, <c>all</c>, or names; before them <c>bytes</c>, without which times are measured; and
/// <c>--rounds</c> with a number.
/// </summary>
sealed record QuickOptions(IReadOnlyList<IWorkload> Workloads, int Rounds, bool IsBytes)
{
    public static QuickOptions Parse(string[] arguments)
    {
        int rounds = QuickRun.DefaultRounds, option = Array.IndexOf(arguments, "--rounds");
        string[] names = arguments;
        if (option >= 0)
        {
            if (option + 1 == arguments.Length || !int.TryParse(arguments[option + 1], CultureInfo.InvariantCulture, out rounds) || rounds < 1)
                throw new ArgumentException("After --rounds there has to be a number.");
            names = [.. arguments[..option], .. arguments[(option + 2)..]];
        }
        if (names is not ["bytes", .. var timed]) return new(Chosen(names, [WorkloadSet.Usual, WorkloadSet.Strategies]), rounds, IsBytes: false);
        if (option >= 0) throw new ArgumentException("Bytes have no rounds.");
        var workloads = Chosen(timed, [WorkloadSet.Usual, WorkloadSet.Strategies, WorkloadSet.Shapes]);
        return workloads.FirstOrDefault(w => w is not ITimedWorkload) is { } other ? throw new ArgumentException($"{other.Name} has no operations.") : new(workloads, rounds, IsBytes: true);
    }

    static IReadOnlyList<IWorkload> Chosen(string[] names, IReadOnlyList<WorkloadSet> unnamed) => names switch
    {
        [] => Of(unnamed),
        ["all"] => QuickRun.All,
        ["strategies"] => Of([WorkloadSet.Strategies]),
        ["shapes"] => Of([WorkloadSet.Shapes]),
        ["floors"] => Of([WorkloadSet.Floors]),
        _ => [.. names.Select(Named)],
    };

    static IReadOnlyList<IWorkload> Of(IReadOnlyList<WorkloadSet> sets) => [.. QuickRun.All.Where(w => sets.Contains(w.Set))];

    public static IWorkload Named(string name) => QuickRun.All.FirstOrDefault(w => w.Name == name)
        ?? throw new ArgumentException($"There is no workload {name}; there are: {string.Join(", ", QuickRun.All.Select(w => w.Name))}.");
}
