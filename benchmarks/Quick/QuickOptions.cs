using System.Globalization;
using Benchmarks.Workloads;

namespace Benchmarks.Quick;

/// <summary>What follows <c>quick</c>: nothing for all but the heavy workloads, <c>all</c>, <c>strategies</c>, or names; and <c>--rounds</c> with a number.</summary>
sealed record QuickOptions(IReadOnlyList<IWorkload> Workloads, int Rounds)
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
        return new(names switch
        {
            [] => [.. QuickRun.All.Where(w => !w.IsHeavy)],
            ["all"] => QuickRun.All,
            ["strategies"] => StrategyWorkload.All,
            _ => [.. names.Select(Named)],
        }, rounds);
    }

    public static IWorkload Named(string name) => QuickRun.All.FirstOrDefault(w => w.Name == name)
        ?? throw new ArgumentException($"There is no workload {name}; there are: {string.Join(", ", QuickRun.All.Select(w => w.Name))}.");
}
