using System.Globalization;
using BenchmarkDotNet.Running;
using Benchmarks.Careful;
using Benchmarks.Quick;
using Benchmarks.Workloads;

switch (args)
{
    case [QuickProcess.Command, var name, var rounds]:
        QuickRun.Run(QuickOptions.Named(name), int.Parse(rounds, CultureInfo.InvariantCulture), Console.Out);
        return 0;
    case [QuickProcess.BytesCommand, .. var names]:
        BytesRun.Run(names.Select(QuickOptions.Named).Cast<ITimedWorkload>(), Console.Out);
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
    return QuickProcess.Run(options);
}
