using System.Globalization;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
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
        var hoisted = machine.MoveNext.CustomDebugInformations.OfType<StateMachineScopeDebugInformation>().FirstOrDefault()?.Scopes;
        foreach (var entry in storage)
        {
            if (entry.Value is not VariableDefinition variable) continue;
            string name = OfVariable(entry.Key);
            if (SlotOf(entry.Key) is { } slot && slot < hoisted?.Count) scopes.Add(variable, name, hoisted[slot].Start, hoisted[slot].End);
            else scopes.Add(variable, name, isHidden: name[0] is '<' or '$');
        }
        var byOffset = copies.ToDictionary(copy => copy.Key.Offset, copy => copy.Value);
        run.DebugInformation.Scope = scopes.Clone(offset => byOffset.TryGetValue(offset, out var copy) ? copy : null, run.Body);
    }

    /// <summary>An argument. Debuggers find <c>this</c> by its name where the method is static.</summary>
    internal static string OfArgument(FieldDefinition field) => field.Name == "<>4__this" ? "this" : SourceNames.OfField(field);

    static string OfVariable(FieldDefinition field) => IsClosure(field) && SlotOf(field) is { } slot ? Closure + slot.ToString(CultureInfo.InvariantCulture) : SourceNames.OfField(field);

    static bool IsClosure(FieldDefinition field) => field.Name.StartsWith("<>8__", StringComparison.Ordinal);

    /// <summary>Where the symbols of MoveNext have the scope of a variable that it keeps in a field: &lt;x&gt;5__1 is the first, and $VB$ResumableLocal_x$0; null for other fields.</summary>
    static int? SlotOf(FieldDefinition field)
    {
        if (VisualBasicNames.OfField(field.Name) is not null) return NumberAt(field.Name, field.Name.LastIndexOf('$') + 1);
        int end = field.Name.IndexOf('>');
        return end > 0 && field.Name[0] == '<' && string.CompareOrdinal(field.Name, end + 2, "__", 0, 2) == 0 && field.Name[end + 1] is '5' or '8' ? NumberAt(field.Name, end + 4) - 1 : null;
    }

    static int? NumberAt(string name, int start) => int.TryParse(name.Substring(start), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
