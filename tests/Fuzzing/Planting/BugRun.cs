using Microsoft.CodeAnalysis;
using Unboxed.Fuzzing.Generation;
using Unboxed.Fuzzing.Harness;
using Unboxed.Fuzzing.Running;

namespace Unboxed.Fuzzing.Planting;

/// <summary>
/// Plants one bug after the other in the same programs, and prints how many of them show it. A bug may end the process, or have a
/// program run for ever, which does the same: the line before then says which it was.
/// </summary>
/// <param name="seeds">The seeds of the programs.</param>
/// <param name="bugs">The bugs.</param>
/// <param name="isFirstEnough">Whether to go on to the next bug once a batch of programs has shown one.</param>
/// <param name="output">Where to print.</param>
sealed class BugRun(IEnumerable<int> seeds, IReadOnlyList<PlantedBug> bugs, bool isFirstEnough, TextWriter output)
{
    internal const string Planting = "planting ", Caught = "caught ";

    const int BatchSize = 10;

    /// <summary>Little room, so that segments occur.</summary>
    const int Budget = 96;

    readonly List<Unspoiled> batches = [.. seeds.Chunk(BatchSize).Select(chunk => new Unspoiled(chunk))];

    internal int Run()
    {
        Driver.Patience = TimeSpan.FromSeconds(10);
        int missed = 0;
        foreach (var bug in bugs)
        {
            output.WriteLine(Planting + bug.Name);
            int caught = 0, count = 0;
            foreach (var batch in batches.TakeWhile(_ => caught == 0 || !isFirstEnough))
            {
                if (batch.Count(bug) is not (> 0 and var asked)) continue;
                caught += batch.Shows(new(OptimizationLevel.Release, Budget, bug), bug);
                count += asked;
            }
            output.WriteLine($"{Caught}{bug.Name} {caught} of {count}");
            if (caught == 0) missed++;
        }
        return missed == 0 ? 0 : 1;
    }

    /// <summary>Programs with the traces that they have without a bug. Compiled and run on first use.</summary>
    sealed class Unspoiled(int[] seeds)
    {
        readonly List<FuzzProgram> programs = [.. seeds.Select(ProgramGenerator.Generate)];
        Images? images;
        List<List<IReadOnlyList<string>>>? expected;

        /// <summary>The number of programs that may show a bug.</summary>
        internal int Count(PlantedBug bug) => programs.Count(bug.IsAskedOf);

        /// <summary>The number of programs that show a bug.</summary>
        internal int Shows(Configuration configuration, PlantedBug bug)
        {
            if (images is null)
            {
                images = Compiler.Compile(programs, configuration.Level, out var errors) ?? throw new InvalidOperationException(errors);
                using var original = new Execution(images);
                expected = [.. programs.Select(program => Enumerable.Range(0, Execution.Runs).Select(run => original.Run(program, run).Trace).ToList())];
            }
            using var changed = new Execution(configuration.Weave(images).Images);
            return programs.Where((program, i) => bug.IsAskedOf(program) && Enumerable.Range(0, Execution.Runs).Any(run => !changed.Run(program, run).Trace.SequenceEqual(expected![i][run]))).Count();
        }
    }
}
