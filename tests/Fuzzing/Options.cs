using System.Globalization;
using Unboxed.Fuzzing.Generation;
using Unboxed.Fuzzing.Planting;

namespace Unboxed.Fuzzing;

/// <summary>What the command line asks for.</summary>
/// <param name="Seed">The first seed.</param>
/// <param name="Count">The number of programs; no limit where it is not given with a time.</param>
/// <param name="Time">When to stop.</param>
/// <param name="Both">Whether each program is compiled in both configurations; otherwise they take turns, for twice the programs in the same time.</param>
/// <param name="Bugs">The bugs to plant, one at a time, instead of looking for others.</param>
/// <param name="IsFirstEnough">Whether one batch of programs that shows a bug is enough.</param>
/// <param name="Reduce">Whether failing programs are made smaller.</param>
/// <param name="With">What programs have to contain; others are not run.</param>
/// <param name="Events">Whether a listener to the events of the framework's tasks is enabled (see <see cref="Harness.TaskEvents"/>).</param>
sealed record Options(int Seed = 1, int Count = 500, TimeSpan? Time = null, bool Both = false, IReadOnlyList<PlantedBug>? Bugs = null, bool IsFirstEnough = false, bool Reduce = true, Shape? With = null, bool Events = false)
{
    internal const string Usage = "dotnet run -c Release --project tests/Fuzzing -- [--seed N] [--count N] [--time 90s|10m|2h] [--both] [--no-reduce] [--with SHAPE] [--events] [--bugs all|NAME,NAME… [--first]]";

    /// <exception cref="ArgumentException">An option is unknown, or its value does not parse.</exception>
    internal static Options Parse(string[] arguments)
    {
        var options = new Options();
        bool isCounted = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            string Next() => ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{arguments[i - 1]} needs a value. Usage: {Usage}");
            switch (arguments[i])
            {
                case "--seed":
                    options = options with { Seed = int.Parse(Next(), CultureInfo.InvariantCulture) };
                    break;
                case "--count":
                    options = options with { Count = int.Parse(Next(), CultureInfo.InvariantCulture) };
                    isCounted = true;
                    break;
                case "--time":
                    options = options with { Time = Duration(Next()) };
                    break;
                case "--both":
                    options = options with { Both = true };
                    break;
                case "--no-reduce":
                    options = options with { Reduce = false };
                    break;
                case "--with":
                    options = options with { With = Enum.Parse<Shape>(Next()) };
                    break;
                case "--events":
                    options = options with { Events = true };
                    break;
                case "--first":
                    options = options with { IsFirstEnough = true };
                    break;
                case "--bugs":
                    var names = Next();
                    options = options with { Bugs = names == "all" ? PlantedBugs.All : [.. names.Split(',').Select(PlantedBugs.Named)] };
                    break;
                default:
                    throw new ArgumentException($"There is no option {arguments[i]}. Usage: {Usage}");
            }
        }
        return options.Time is not null && !isCounted ? options with { Count = int.MaxValue - options.Seed } : options;
    }

    static TimeSpan Duration(string text)
    {
        double number = double.Parse(text[..^1], CultureInfo.InvariantCulture);
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            _ => throw new ArgumentException($"'{text}' is not a time such as 90s, 10m or 2h."),
        };
    }
}
