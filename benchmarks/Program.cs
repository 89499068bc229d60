using BenchmarkDotNet.Running;
using Benchmarks.Careful;
using Benchmarks.Quick;

if (args is not ["quick"])
{
    var summaries = BenchmarkSwitcher.FromAssembly(typeof(VariantBenchmarks).Assembly).Run(args, CarefulConfig.Create());
    return summaries.All(s => s.Reports.All(r => r.Success)) ? 0 : 1;
}

if (!RuntimeAsyncProcess.IsCurrent) return RuntimeAsyncProcess.Run(args);

QuickRun.Run(Console.Out);
return 0;
