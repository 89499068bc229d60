using System.Diagnostics;
using Unboxed.Fuzzing.Generation;
using Unboxed.Fuzzing.Harness;
using Unboxed.Fuzzing.Reduction;
using Unboxed.Fuzzing.Running;

namespace Unboxed.Fuzzing;

/// <summary>Runs programs from one seed on, in batches, and prints what it finds.</summary>
sealed class FuzzRun(Options options, TextWriter output)
{
    const int BatchSize = 25, MaxReduced = 10;

    static readonly TimeSpan reductionLimit = TimeSpan.FromMinutes(3), statusInterval = TimeSpan.FromMinutes(1);

    readonly Stopwatch clock = Stopwatch.StartNew();
    readonly Statistics statistics = new();
    int mismatches;

    /// <returns>The exit code of the process: 0 where all programs behave alike.</returns>
    internal int Run()
    {
        var lastStatus = clock.Elapsed;
        for (int done = 0; done < options.Count && !(clock.Elapsed > options.Time); done += BatchSize)
        {
            int first = options.Seed + done;
            var programs = Enumerable.Range(first, Math.Min(BatchSize, options.Count - done)).Select(ProgramGenerator.Generate).Where(IsAskedFor).ToList();
            if (programs.Count == 0) continue;
            foreach (var configuration in Configurations(first))
            {
                foreach (var mismatch in new Batch(programs, configuration, statistics).Run()) Report(mismatch);
            }
            if (clock.Elapsed - lastStatus < statusInterval) continue;
            lastStatus = clock.Elapsed;
            output.WriteLine($"{lastStatus:hh\\:mm\\:ss} {statistics.Programs} programs, {mismatches} mismatches");
        }
        Summarize();
        return mismatches == 0 ? 0 : 1;
    }

    bool IsAskedFor(FuzzProgram program) => options.With is not { } shape || program.Shapes.Contains(shape);

    IEnumerable<Configuration> Configurations(int seed)
    {
        var all = Configuration.Of(seed).ToList();
        return options.Both ? all : [all[seed / BatchSize % all.Count]];
    }

    void Report(Mismatch mismatch)
    {
        mismatches++;
        output.WriteLine($"mismatch: seed {mismatch.Program.Seed}, {mismatch.Configuration}, run {mismatch.Run}");
        if (options.Reduce && mismatches <= MaxReduced)
        {
            var reducer = new Reducer(mismatch, reductionLimit);
            mismatch = reducer.Reduce();
            output.WriteLine($"reduced in {reducer.Attempts} attempts, run {mismatch.Run}, started {Execution.PlaceOf(mismatch.Program, mismatch.Run)}:");
        }
        output.WriteLine(mismatch.Program.Source);
        output.WriteLine(mismatch.What);
        output.WriteLine("unwoven:");
        Lines(mismatch.Unwoven, mismatch.Woven, '-');
        output.WriteLine("woven:");
        Lines(mismatch.Woven, mismatch.Unwoven, '+');
    }

    /// <summary>A trace, with a mark from the first difference on.</summary>
    void Lines(IReadOnlyList<string> trace, IReadOnlyList<string> other, char mark)
    {
        int same = trace.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
        for (int i = 0; i < trace.Count; i++) output.WriteLine($"  {(i < same ? ' ' : mark)} {trace[i]}");
    }

    void Summarize()
    {
        output.WriteLine($"{statistics.Programs} programs in {clock.Elapsed:hh\\:mm\\:ss}, {mismatches} mismatches; await sites: {statistics.Sites}");
        if (options.Events) output.WriteLine($"{TaskEvents.Count} events");
        foreach (var (name, percent, count) in statistics.Frequencies()) output.WriteLine(FormattableString.Invariant($"  {name,-28}{percent,7:f1} %{count,10}"));
    }
}
