using System.Globalization;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Gives the variables of a scratch body the names that they have in the source, where they have them.</summary>
static class VariableNames
{
    /// <summary>The compiler's name for a variable with captured variables, in a method that has it as a variable: debuggers show what it holds.</summary>
    const string Closure = "CS$<>8__locals";

    /// <param name="machine">The machine whose fields are variables of the scratch body.</param>
    /// <param name="run">The scratch body.</param>
    /// <param name="storage">Its variables.</param>
    /// <param name="copies">The copies of the instructions of MoveNext.</param>
    internal static void Add(StateMachine machine, MethodDefinition run, IReadOnlyDictionary<FieldDefinition, object> storage, IReadOnlyDictionary<Instruction, Instruction> copies)
    {
        if (!run.DebugInformation.HasSequencePoints) return;
        var scopes = LocalScopes.Of(machine.MoveNext);
        var hoisted = VisibleVariables.ScopesOf(machine);
        foreach (var entry in storage)
        {
            if (entry.Value is not VariableDefinition variable) continue;
            string name = OfVariable(entry.Key);
            if (VisibleVariables.SlotOf(entry.Key) is { } slot && slot < hoisted?.Count) scopes.Add(variable, name, hoisted[slot].Start, hoisted[slot].End);
            else scopes.Add(variable, name, isHidden: name[0] is '<' or '$');
        }
        var byOffset = copies.ToDictionary(copy => copy.Key.Offset, copy => copy.Value);
        run.DebugInformation.Scope = scopes.Clone(offset => byOffset.TryGetValue(offset, out var copy) ? copy : null, run.Body);
    }

    /// <summary>An argument. Debuggers find <c>this</c> by its name where the method is static.</summary>
    internal static string OfArgument(FieldDefinition field) => field.Name == "<>4__this" ? "this" : SourceNames.OfField(field);

    static string OfVariable(FieldDefinition field) => IsClosure(field) && VisibleVariables.SlotOf(field) is { } slot ? Closure + slot.ToString(CultureInfo.InvariantCulture) : SourceNames.OfField(field);

    static bool IsClosure(FieldDefinition field) => field.Name.StartsWith("<>8__", StringComparison.Ordinal);
}
