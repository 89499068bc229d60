using Microsoft.CodeAnalysis;
using Unboxed.Fuzzing.Generation;
using Unboxed.Fuzzing.Running;

namespace Unboxed.Fuzzing.Planting;

/// <summary>
/// Plants one bug after the other in the same programs, and prints how many of them show it. A bug may end the process, or have a
/// program run for ever: the line before then says which it was.
/// </summary>
sealed class BugRun(IReadOnlyList<FuzzProgram> programs, IReadOnlyList<PlantedBug> bugs, TextWriter output)
{
    const int Budget = 96;

    internal int Run()
    {
        var image = Compiler.Compile(programs.Select(program => program.Source), OptimizationLevel.Release, out var errors) ?? throw new InvalidOperationException(errors);
        List<List<IReadOnlyList<string>>> expected;
        using (var original = new Execution(image)) expected = [.. programs.Select(program => Enumerable.Range(0, Execution.Runs).Select(run => original.Run(program, run).Trace).ToList())];
        int missed = 0;
        foreach (var bug in bugs)
        {
            output.WriteLine($"planting {bug.Name}");
            // Little room, so that segments occur.
            var configuration = new Configuration(OptimizationLevel.Release, Budget, bug);
            using var changed = new Execution(configuration.Weave(image).Image);
            int caught = programs.Where((program, i) => Shows(changed, program, expected[i])).Count();
            output.WriteLine($"caught {bug.Name} {caught} of {programs.Count}");
            if (caught == 0) missed++;
        }
        return missed == 0 ? 0 : 1;
    }

    static bool Shows(Execution changed, FuzzProgram program, List<IReadOnlyList<string>> expected)
    {
        for (int run = 0; run < Execution.Runs; run++)
            if (!changed.Run(program, run).Trace.SequenceEqual(expected[run])) return true;
        return false;
    }
}
