using Microsoft.Diagnostics.Runtime;
using Unboxed.Cli.Dump.Memory;
using Unboxed.Cli.Dump.Methods;
using Unboxed.Cli.Dump.Stacks;
using Unboxed.Cli.Dump.Targets;

namespace Unboxed.Cli.Dump;

/// <summary>All that waits in a process.</summary>
/// <param name="Target">What was given.</param>
/// <param name="Runtime">The version of its runtime.</param>
/// <param name="Pending">How many boxes there are.</param>
/// <param name="Stacks">Their stacks, one by one.</param>
/// <param name="Notes">What could not be read.</param>
sealed record AsyncDump(string Target, string Runtime, int Pending, IReadOnlyList<AsyncStack> Stacks, IReadOnlyList<string> Notes)
{
    /// <exception cref="BadInputException">The target cannot be read.</exception>
    internal static AsyncDump Read(DumpRequest request)
    {
        using var target = Targets.Target.Open(request.Input, request.Dac);
        try
        {
            return Read(request, target.Runtime);
        }
        // Memory that is not there reads as zero, for the most part: not where the debugging library itself needs it.
        catch (Exception damage) when (damage is ClrDiagnosticsException or IOException)
        {
            throw new BadInputException(request.Input, $"a part of its memory cannot be read ({FileProblem.Text(damage)})", "Give a full dump (createdump --full)");
        }
    }

    static AsyncDump Read(DumpRequest request, ClrRuntime runtime)
    {
        var notes = new List<string>();
        using var code = new CodeFiles(runtime.DataTarget.DataReader, request.Assemblies, notes);
        var heap = HeapIndex.Of(runtime.Heap);
        var chains = new ChainReader(runtime);
        if (chains.MissingField is { } missing) notes.Add($"its Unboxed.dll has no {missing}: it is another version than this program reads, and woven frames are not shown. Use the unboxed of that version.");
        var values = new Values(runtime.DataTarget.DataReader);
        var plain = new PlainFrames(code, values);
        var woven = new WovenFrames(code, chains, new(new(runtime)), plain);
        var stacks = new StackBuilder(heap, new(heap, chains, plain), plain, woven).Build();
        return new(request.Input, Targets.Target.VersionOf(runtime.ClrInfo), heap.Boxes.Count, stacks, notes);
    }
}
