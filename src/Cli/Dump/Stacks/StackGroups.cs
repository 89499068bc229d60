using System.Text;

namespace Unboxed.Cli.Dump.Stacks;

/// <summary>Puts stacks together that differ in nothing but their variables.</summary>
static class StackGroups
{
    /// <returns>The most frequent first.</returns>
    internal static IReadOnlyList<AsyncStack> Of(IEnumerable<AsyncStack> stacks) =>
    [
        .. stacks.Select(stack => stack with { Branches = Of(stack.Branches) }).GroupBy(KeyOf, StringComparer.Ordinal)
            .Select(group => group.First() with { Count = group.Sum(stack => stack.Count) }).OrderByDescending(stack => stack.Count).ThenBy(KeyOf, StringComparer.Ordinal),
    ];

    static string KeyOf(AsyncStack stack)
    {
        var key = new StringBuilder();
        Append(key, stack);
        return key.ToString();
    }

    static void Append(StringBuilder key, AsyncStack stack)
    {
        foreach (var frame in stack.Frames) key.Append(frame.Method.Full).Append('|').Append(frame.IsWoven).Append('|').Append(frame.File).Append('|').Append(frame.Line).Append('\n');
        key.Append(stack.WaitsFor).Append('{');
        foreach (var branch in stack.Branches)
        {
            key.Append(branch.Count).Append('x');
            Append(key, branch);
        }
        key.Append('}');
    }
}
