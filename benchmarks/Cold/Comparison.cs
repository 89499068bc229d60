using System.Globalization;
using System.Runtime.InteropServices;
using Benchmarks.Statistics;

namespace Benchmarks.Cold;

/// <summary>The variants of the program, which take turns to be started; a workload is what its leaves do, and how it has been compiled.</summary>
static class Comparison
{
    static readonly string[] thisRuntime = [], nextRuntime = ["bash", GeneratedProgram.Metadata("WithRuntime"), "11.0.0"];

    public static void Run(int starts, TextWriter output)
    {
        GeneratedProgram plain = GeneratedProgram.Build(GeneratedProgram.Plain), woven = GeneratedProgram.Build(GeneratedProgram.Woven), runtimeAsync = GeneratedProgram.Build(GeneratedProgram.RuntimeAsync), floor = GeneratedProgram.Build(GeneratedProgram.Floor);
        Variant[] jit = [new(GeneratedProgram.Plain, thisRuntime, plain.Jit), new(GeneratedProgram.Woven, thisRuntime, woven.Jit), new(GeneratedProgram.RuntimeAsync, thisRuntime, runtimeAsync.Jit)];
        Variant[] readyToRun = [new(GeneratedProgram.Plain, thisRuntime, plain.ReadyToRun!), new(GeneratedProgram.Woven, thisRuntime, woven.ReadyToRun!)];
        // Whose pack eng/with-runtime.sh fetches.
        bool hasNextRuntime = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        foreach (string argument in new[] { GeneratedSource.Suspended, GeneratedSource.Completed })
        {
            // The floor cannot suspend.
            Variant[] compiled = argument == GeneratedSource.Suspended ? jit : [.. jit, new(GeneratedProgram.Floor, thisRuntime, floor.Jit)];
            Compare($"{argument}-jit", compiled);
            if (hasNextRuntime) Compare($"{argument}-jit", [.. compiled.Select(variant => variant with { Name = variant.Name + "@11", Runtime = nextRuntime })]);
            // On this runtime alone: the next one does not take the native code, and compiles the IL.
            Compare($"{argument}-readytorun", readyToRun);

            void Compare(string workload, Variant[] variants) => Print(output, workload, variants, Starts(variants, argument, starts));
        }
    }

    /// <summary>Each variant is first in its turn; what the first start of all leaves in the caches of the system is not counted.</summary>
    static List<Start>[] Starts(Variant[] variants, string argument, int starts)
    {
        List<Start>[] results = [.. variants.Select(_ => new List<Start>())];
        for (int round = -1; round < starts; round++)
        {
            for (int i = 0; i < variants.Length; i++)
            {
                int turn = (round + 1 + i) % variants.Length;
                var start = Start.Of(variants[turn].Runtime, variants[turn].Assembly, argument);
                if (round >= 0) results[turn].Add(start);
            }
        }
        return results;
    }

    static void Print(TextWriter output, string workload, Variant[] variants, List<Start>[] starts)
    {
        for (int i = 0; i < variants.Length; i++)
            Row($"cold {workload} {variants[i].Name} {Median(i, s => s.Processor.TotalMilliseconds):F1} {Median(i, s => s.Passed.TotalMilliseconds):F1} {Median(i, s => s.Process.TotalMilliseconds):F1} {Median(i, s => s.Methods):F0} {Median(i, s => s.Bytes):F0}");
        for (int i = 1; i < variants.Length; i++)
            Row($"ratio {workload} {variants[i].Name}/{variants[0].Name} {starts[i].Zip(starts[0], (mine, other) => mine.Processor / other.Processor).ToList().Spread().ToString(CultureInfo.InvariantCulture)}");

        double Median(int variant, Func<Start, double> of) => starts[variant].Select(of).Median();

        void Row(FormattableString row) => output.WriteLine(row.ToString(CultureInfo.InvariantCulture));
    }

    sealed record Variant(string Name, string[] Runtime, string Assembly);
}
