using Unboxed.Cli.Dump.Stacks;

namespace Unboxed.Cli.Dump;

/// <summary>What is shown of a dump.</summary>
/// <param name="Dump">The dump.</param>
/// <param name="Stacks">The stacks that are shown.</param>
/// <param name="LeftOut">How many more there are, as they are counted here.</param>
sealed record DumpView(AsyncDump Dump, IReadOnlyList<AsyncStack> Stacks, int LeftOut)
{
    internal static DumpView Of(AsyncDump dump, DumpRequest request)
    {
        var chosen = dump.Stacks.Where(stack => request.Method is not { } method || Contains(stack, method));
        IReadOnlyList<AsyncStack> stacks = request.IsGrouped ? StackGroups.Of(chosen) : [.. chosen];
        int shown = Math.Min(request.Limit ?? stacks.Count, stacks.Count);
        return new(dump, [.. stacks.Take(shown)], stacks.Count - shown);
    }

    static bool Contains(AsyncStack stack, string method) =>
        stack.Frames.Any(frame => frame.Method.Full.Contains(method, StringComparison.OrdinalIgnoreCase)) || stack.Branches.Any(branch => Contains(branch, method));
}
