using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Memory;

/// <summary>What is awaited.</summary>
/// <param name="Object">A task, a source, or an awaiter that is an object.</param>
/// <param name="IsSource">Whether it is the source of a ValueTask, unless it is a task.</param>
readonly record struct Awaited(ClrObject Object, bool IsSource);

/// <summary>Reads what an ordinary state machine awaits, from the fields with its awaiters. The compilers clear them after the await, so that the one that is not empty is the one.</summary>
static class Awaiters
{
    /// <summary>ConfiguredValueTaskAwaiter, ValueTask, and what that holds.</summary>
    const int MostStructs = 3;

    internal static bool IsAwaiterField(string? name) => name is not null && (name.StartsWith("<>u__", StringComparison.Ordinal) || name.StartsWith("$A", StringComparison.Ordinal));

    /// <param name="machine">The state machine.</param>
    /// <param name="field">The field, where the code says which; null to look for it.</param>
    /// <returns>Null where there is nothing.</returns>
    internal static Awaited? Find(Instance machine, string? field)
    {
        var candidates = field is null ? machine.Type.Fields.Where(candidate => IsAwaiterField(candidate.Name)) : machine.Type.Fields.Where(candidate => candidate.Name == field);
        foreach (var candidate in candidates)
        {
            if (candidate.IsObjectReference && candidate.ReadObject(machine.Address, machine.IsInterior) is { IsNull: false } awaiter) return new(awaiter, false);
            if (candidate.IsValueType && machine.Struct(candidate) is { } held && Within(held) is { } awaited) return awaited;
        }
        return null;
    }

    /// <summary>The first object within an awaiter that is a struct: the framework's hold a task or a source.</summary>
    internal static Awaited? Within(Instance awaiter) =>
        Within(awaiter, 0) is { } found ? new(found, awaiter.Type.Name?.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal) == true) : null;

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
