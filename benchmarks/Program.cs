using System.Globalization;
using BenchmarkDotNet.Running;
using Benchmarks.Careful;
using Benchmarks.Quick;

switch (args)
{
    case [QuickProcess.Command, var name, var rounds]:
        QuickRun.Run(QuickOptions.Named(name), int.Parse(rounds, CultureInfo.InvariantCulture), Console.Out);
        return 0;
    case ["quick", .. var rest]:
        return Quick(rest);
    default:
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(VariantBenchmarks).Assembly).Run(args, CarefulConfig.Create());
        return summaries.All(s => s.Reports.All(r => r.Success)) ? 0 : 1;
}

static int Quick(string[] arguments)
{
    QuickOptions options;
    try
    {
        options = QuickOptions.Parse(arguments);
    }
    catch (ArgumentException exception)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
    return options.Workloads.Select(w => QuickProcess.Run(w, options.Rounds)).FirstOrDefault(code => code != 0);
}
