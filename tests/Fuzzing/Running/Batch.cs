using Microsoft.CodeAnalysis;
using Unboxed.Fuzzing.Generation;
using Unboxed.Fuzzing.Planting;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;

namespace Unboxed.Fuzzing.Running;

/// <summary>How a program was compiled and woven.</summary>
sealed record Configuration(OptimizationLevel Level, int MaxScratchBytes, PlantedBug? Bug = null)
{
    static readonly int[] budgets = [512, 512, 128, 4096, 40];

    /// <summary>The budgets take turns.</summary>
    internal static IEnumerable<Configuration> Of(int seed) =>
        new[] { OptimizationLevel.Release, OptimizationLevel.Debug }.Select((level, i) => new Configuration(level, budgets[(seed + i) % budgets.Length]));

    internal WovenImages Weave(Images images) => Weaving.Weave(images, new WeaverOptions(MaxScratchBytes), Bug);

    public override string ToString() => $"{Level}, MaxScratchBytes {MaxScratchBytes}{(Bug is null ? "" : ", with " + Bug.Name)}";
}

/// <summary>A program that behaves differently when it is woven, or that the weaver or the verifier refuses.</summary>
/// <param name="Program">The program.</param>
/// <param name="Configuration">How it was compiled.</param>
/// <param name="Run">The number of the run; -1 where it does not come to that.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Unwoven">The trace of the unwoven program.</param>
/// <param name="Woven">The trace of the woven one.</param>
sealed record Mismatch(FuzzProgram Program, Configuration Configuration, int Run, string What, IReadOnlyList<string> Unwoven, IReadOnlyList<string> Woven)
{
    /// <summary>What distinguishes this mismatch from others of the same program, for the reducer.</summary>
    internal string Kind => What.Split(':')[0];
}

/// <summary>Programs that are compiled and woven together.</summary>
sealed class Batch(IReadOnlyList<FuzzProgram> programs, Configuration configuration, Statistics statistics)
{
    /// <summary>Runs all of them, both ways.</summary>
    /// <exception cref="InvalidOperationException">What was generated does not compile, or is not the same in each run: a fault of the generator.</exception>
    internal IReadOnlyList<Mismatch> Run()
    {
        var images = Compiler.Compile(programs, configuration.Level, out var errors)
            ?? throw new InvalidOperationException(programs.Count == 1
                ? $"Seed {programs[0].Seed} does not compile:\n{errors}\n{Numbered(programs[0].Source)}"
                : $"Some of {programs.Count} programs from seed {programs[0].Seed} on do not compile:\n{errors}");
        WovenImages woven;
        try
        {
            woven = configuration.Weave(images);
        }
        catch (Exception exception) when (configuration.Bug is null)
        {
            // Of what the compiler has written the weaver leaves as it is what it does not understand: it is never right that it fails.
            return Refused($"weaver, {exception.GetType().Name}", [exception.ToString()]);
        }
        if (woven.Failures.Count > 0) return Refused("verifier", woven.Failures);
        using var original = new Execution(images);
        using var changed = new Execution(woven.Images);
        if (changed.Failures.Count > 0) return Refused("loader", changed.Failures);
        statistics.Add(woven.Sites);
        return [.. programs.Select(program => Compare(program, images, original, changed)).OfType<Mismatch>()];
    }

    /// <summary>Of programs that were woven together, those that are refused when each is alone; the first where it takes several.</summary>
    IReadOnlyList<Mismatch> Refused(string by, IReadOnlyList<string> failures)
    {
        var alone = programs.Count == 1 ? [] : programs.SelectMany(program => new Batch([program], configuration, statistics).Run()).ToList();
        return alone.Count > 0 ? alone : [new(programs[0], configuration, -1, $"{by}: {string.Join('\n', failures)}", [], [])];
    }

    Mismatch? Compare(FuzzProgram program, Images images, Execution original, Execution changed)
    {
        var suspensions = new int[Statistics.SuspensionKinds];
        Mismatch? mismatch = null;
        for (int run = 0; run < Execution.Runs && mismatch is null; run++)
        {
            var expected = original.Run(program, run);
            var actual = changed.Run(program, run);
            for (int i = 0; i < suspensions.Length; i++) suspensions[i] += expected.Suspensions[i];
            if (expected.Trace.SequenceEqual(actual.Trace)) continue;
            // A program that is not deterministic proves nothing, and must not be generated.
            if (Again(program, images, run) is var again && !again.SequenceEqual(expected.Trace))
                throw new InvalidOperationException($"Seed {program.Seed} differs from run to run: '{expected.Trace.Except(again).FirstOrDefault()}', and then '{again.Except(expected.Trace).FirstOrDefault()}'.");
            mismatch = new(program, configuration, run, "trace", expected.Trace, actual.Trace);
        }
        statistics.Add(program, suspensions);
        return mismatch;
    }

    /// <summary>The trace of a run of the unwoven program, loaded anew: what is static is left by the runs before.</summary>
    static IReadOnlyList<string> Again(FuzzProgram program, Images images, int run)
    {
        using var execution = new Execution(images);
        for (int before = 0; before < run; before++) execution.Run(program, before);
        return execution.Run(program, run).Trace;
    }

    static string Numbered(string source) => string.Join('\n', source.Split('\n').Select((line, i) => $"{i + 1,5} {line}"));
}
