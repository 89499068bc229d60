using System.Globalization;
using Unboxed.Stress;

[assembly: Unboxed.ScratchSpace]

const string Usage = "dotnet run -c Release --project tests/Stress -- [--time 30s|2m] [--chains 64]";
int chains = 64;
var time = TimeSpan.FromSeconds(30);
for (int i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--chains":
            chains = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            break;
        case "--time":
            double number = double.Parse(args[i + 1][..^1], CultureInfo.InvariantCulture);
            time = args[i + 1].EndsWith('m') ? TimeSpan.FromMinutes(number) : TimeSpan.FromSeconds(number);
            break;
        default:
            throw new ArgumentException($"There is no option {args[i]}. Usage: {Usage}");
    }
}
return new StressRun(chains, time, Console.Out).Run();
