using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using Benchmarks.Quick;

namespace Benchmarks.Careful;

/// <summary>BenchmarkDotNet's default, with allocations, and with the variable that the runtime-async variant needs in every job.</summary>
static class CarefulConfig
{
    public static IConfig Create() => ManualConfig.Create(DefaultConfig.Instance)
        // It builds all the variants anew, and the weaver.
        .WithBuildTimeout(TimeSpan.FromMinutes(10))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddJob(Job.Default
            .WithEnvironmentVariable(QuickProcess.RuntimeAsyncVariable, QuickProcess.RuntimeAsyncValue)
            .WithGcConcurrent(false)
            .AsMutator());
}
