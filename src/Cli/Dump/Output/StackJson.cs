using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unboxed.Cli.Dump.Stacks;

namespace Unboxed.Cli.Dump.Output;

/// <summary>Writes stacks as JSON: docs/dump.md has the members.</summary>
static class StackJson
{
    /// <summary>Grows where a member changes its meaning, or is no longer there.</summary>
    const int Schema = 1;

    /// <summary>Two for each level of stacks within stacks.</summary>
    const int MostDepth = 1000;

    static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        MaxDepth = MostDepth,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // It is no part of a page, and names have angle brackets.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    sealed record Document(int Schema, string Target, string Runtime, int Pending, int LeftOut, IReadOnlyList<string> Notes, IEnumerable<Stack> Stacks);

    sealed record Stack(int Count, IEnumerable<Frame> Frames, string WaitsFor, IEnumerable<Stack>? Branches);

    sealed record Frame(string Method, bool Woven, string? File, int? Line, string Address, IEnumerable<Memory.Variable> Variables);

    internal static string Of(DumpView view) => JsonSerializer.Serialize(
        new Document(Schema, view.Dump.Target, view.Dump.Runtime, view.Dump.Pending, view.LeftOut, view.Dump.Notes, view.Stacks.Select(Of)), Options);

    static Stack Of(AsyncStack stack) => new(stack.Count, stack.Frames.Select(Of), stack.WaitsFor, stack.Branches.Count == 0 ? null : stack.Branches.Select(Of));

    static Frame Of(AsyncFrame frame) => new(frame.Method.Full, frame.IsWoven, frame.File, frame.Line, "0x" + frame.Address.ToString("x", System.Globalization.CultureInfo.InvariantCulture), frame.Variables);
}
