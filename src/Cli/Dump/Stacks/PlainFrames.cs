using Microsoft.Diagnostics.Runtime;
using Unboxed.Cli.Dump.Memory;
using Unboxed.Cli.Dump.Methods;

namespace Unboxed.Cli.Dump.Stacks;

/// <summary>Reads the frames of boxes: methods that are called in the ordinary way.</summary>
sealed class PlainFrames(CodeFiles code, Values values)
{
    readonly Dictionary<ulong, IReadOnlyDictionary<int, AwaitPoint>> points = [];

    internal AsyncFrame Read(AsyncBox box)
    {
        var point = PointOf(box);
        return new(UserMethod.Of(box.Machine.Type.Name ?? "?"), false, point?.File, point?.Line, box.Object.Address, Distinct(VariablesOf(box.Machine)));
    }

    /// <summary>An argument that is captured is there twice: the method goes on with the captured one, which comes later.</summary>
    internal static IReadOnlyList<Variable> Distinct(IEnumerable<Variable> variables) => [.. variables.GroupBy(variable => variable.Name, StringComparer.Ordinal).Select(group => group.Last())];

    /// <summary>Where a method waits; null where its code is not at hand.</summary>
    internal AwaitPoint? PointOf(AsyncBox box)
    {
        var type = box.Machine.Type;
        if (!points.TryGetValue(type.MethodTable, out var known)) points[type.MethodTable] = known = code.Find(type) is { } machine ? AwaitPoints.OfMachine(machine) : new Dictionary<int, AwaitPoint>();
        return known.GetValueOrDefault(box.State);
    }

    /// <summary>The fields of a state machine, or of an object with captured variables, that the source has.</summary>
    IEnumerable<Variable> VariablesOf(Instance holder)
    {
        foreach (var field in holder.Type.Fields)
        {
            if (VariableName.Of(field.Name ?? "") is not { } name) continue;
            if (field.IsObjectReference)
            {
                foreach (var variable in OfReference(name, field.ReadObject(holder.Address, holder.IsInterior), field.Type?.Name)) yield return variable;
            }
            else if (field.Type is { } type)
            {
                foreach (var variable in OfValue(name, field.GetAddress(holder.Address, holder.IsInterior), type)) yield return variable;
            }
        }
    }

    /// <summary>As <see cref="OfReference"/>: where no delegate captures them, what holds captured variables is a struct.</summary>
    internal IEnumerable<Variable> OfValue(string name, ulong address, ClrType type) =>
        name == VariableName.Closure ? Captured(new(address, type, true)) : [values.OfValue(name, address, type)];

    /// <summary>A variable, or those that it stands for where it holds captured ones.</summary>
    internal IEnumerable<Variable> OfReference(string name, ClrObject found, string? declared)
    {
        bool isClosure = name == VariableName.Closure || found.Type?.Name?.Contains("+<>c__DisplayClass", StringComparison.Ordinal) == true;
        return isClosure && Instance.Of(found) is { } closure ? Captured(closure) : [Values.OfObject(name, found, declared)];
    }

    /// <summary>Those of the innermost scope: what holds the variables of scopes around it is a variable of that, and is named alone.</summary>
    IEnumerable<Variable> Captured(Instance closure)
    {
        foreach (var field in closure.Type.Fields)
        {
            if (VariableName.Of(field.Name ?? "") is not { } name || name == VariableName.Closure) continue;
            if (field.IsObjectReference) yield return Values.OfObject(name, field.ReadObject(closure.Address, closure.IsInterior), field.Type?.Name);
            else if (field.Type is { } type) yield return values.OfValue(name, field.GetAddress(closure.Address, closure.IsInterior), type);
        }
    }
}
