using Unboxed.Cli.Dump.Stacks;

namespace Unboxed.Cli.Dump.Output;

/// <summary>The JSON of stacks: docs/dump.md has the members.</summary>
static class StackJson
{
    /// <summary>Grows where a member changes its meaning, or is no longer there.</summary>
    const int Schema = 1;

    internal sealed record Document(int Schema, string Target, string Runtime, int Pending, int LeftOut, IReadOnlyList<string> Notes, IEnumerable<Stack> Stacks);

    internal sealed record Stack(int Count, IEnumerable<Frame> Frames, string WaitsFor, IEnumerable<Stack>? Branches);

    internal sealed record Frame(string Method, bool Woven, string? File, int? Line, string Address, IEnumerable<Memory.Variable> Variables);

    internal static Document Of(DumpView view) => new(Schema, view.Dump.Target, view.Dump.Runtime, view.Dump.Pending, view.LeftOut, view.Dump.Notes, view.Stacks.Select(Of));

    static Stack Of(AsyncStack stack) => new(stack.Count, stack.Frames.Select(Of), stack.WaitsFor, stack.Branches.Count == 0 ? null : stack.Branches.Select(Of));

    static Frame Of(AsyncFrame frame) => new(frame.Method.Full, frame.IsWoven, frame.File, frame.Line, "0x" + frame.Address.ToString("x", System.Globalization.CultureInfo.InvariantCulture), frame.Variables);
}
