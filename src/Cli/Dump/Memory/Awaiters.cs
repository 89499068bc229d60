using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Memory;

/// <summary>Reads what an ordinary state machine awaits, from the fields with its awaiters. The compilers clear them after the await, so that the one that is not empty is the one.</summary>
static class Awaiters
{
    /// <summary>ConfiguredValueTaskAwaiter, ValueTask, and what that holds.</summary>
    const int MostStructs = 3;

    internal static bool IsAwaiterField(string? name) => name is not null && (name.StartsWith("<>u__", StringComparison.Ordinal) || name.StartsWith("$A", StringComparison.Ordinal));

    /// <param name="machine">The state machine.</param>
    /// <param name="field">The field, where the code says which; null to look for it.</param>
    /// <returns>The task, the source, or an awaiter that is an object; null where there is none.</returns>
    internal static ClrObject? Find(Instance machine, string? field)
    {
        var candidates = field is null ? machine.Type.Fields.Where(candidate => IsAwaiterField(candidate.Name)) : machine.Type.Fields.Where(candidate => candidate.Name == field);
        foreach (var candidate in candidates)
        {
            if (candidate.IsObjectReference && candidate.ReadObject(machine.Address, machine.IsInterior) is { IsNull: false } awaiter) return awaiter;
            if (candidate.IsValueType && machine.Struct(candidate) is { } held && Within(held) is { } awaited) return awaited;
        }
        return null;
    }

    /// <summary>The first object within an awaiter that is a struct.</summary>
    internal static ClrObject? Within(Instance awaiter) => Within(awaiter, 0);

    static ClrObject? Within(Instance holder, int depth)
    {
        foreach (var field in holder.Type.Fields)
        {
            if (field.IsObjectReference && field.ReadObject(holder.Address, holder.IsInterior) is { IsNull: false } found) return found;
            if (field.IsValueType && depth < MostStructs && holder.Struct(field) is { } inner && Within(inner, depth + 1) is { } deeper) return deeper;
        }
        return null;
    }
}
