using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Memory;

/// <summary>Reads who goes on when a task has completed: a box, a delegate with one behind it, another task, or a list of these.</summary>
static class Continuations
{
    /// <summary>Wrappers wrap few times; more is memory that is no continuation.</summary>
    const int MostWrappers = 8;

    internal static IEnumerable<ClrObject> Of(Instance task) => Targets(task.Object(FrameworkFields.Continuation), 0);

    static IEnumerable<ClrObject> Targets(ClrObject continuation, int depth)
    {
        if (depth > MostWrappers || Instance.Of(continuation) is not { } fields) return [];
        if (continuation.IsDelegate) return Targets(fields.Object(FrameworkFields.DelegateTarget), depth + 1);
        if (fields.Has(FrameworkFields.ListItems)) return Items(fields).SelectMany(item => Targets(item, depth + 1));
        string name = continuation.Type!.Name ?? "";
        if (name == SupportFields.OneCall) return Targets(fields.Object(SupportFields.OneCallState), depth + 1);
        if (name == FrameworkFields.ContinuationWrapper) return Targets(fields.Object(FrameworkFields.WrappedContinuation), depth + 1);
        if (name.StartsWith(FrameworkFields.ContinueWithContinuation, StringComparison.Ordinal)) return Targets(fields.Object(FrameworkFields.ContinuationTask), depth + 1);
        // A task has a delegate of its own in a field of that name.
        if (!Tasks.IsTask(fields.Type) && fields.Object(FrameworkFields.WrappedAction) is { IsNull: false } action) return Targets(action, depth + 1);
        return [continuation];
    }

    static IEnumerable<ClrObject> Items(Instance list)
    {
        if (list.Object(FrameworkFields.ListItems) is not { Type.IsArray: true } found) yield break;
        var items = found.AsArray();
        int count = Math.Min(list.Read<int>(FrameworkFields.ListSize), items.Length);
        for (int i = 0; i < count; i++) yield return items.GetObjectValue(i);
    }
}
