using System.Globalization;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis.Layout;

/// <summary>
/// The variables of the source that a debugger shows where a method waits. Code without optimisations keeps them, as the compiler does in its machine, so that they have their values when the
/// method goes on, whether or not it reads them again.
/// </summary>
static class VisibleVariables
{
    /// <summary>
    /// The variables of a method times its awaits, up to which its variables are kept: the code that keeps them grows with both. Above that it is the arguments alone.
    /// </summary>
    const int Most = 4096;

    /// <summary>The arguments, and the variables that are in scope; none where there are no symbols to find them by.</summary>
    internal static IReadOnlyList<FieldDefinition> At(StateMachine machine, Suspension suspension)
    {
        if (!machine.MoveNext.DebugInformation.HasSequencePoints) return [];
        var visible = machine.Arguments.Select(argument => argument.Field).ToList();
        if ((long)machine.Type.Fields.Count * machine.Shape.Suspensions.Count <= Most)
        {
            var scopes = ScopesOf(machine);
            visible.AddRange(machine.Type.Fields.Where(field => IsInScope(field, scopes, suspension.Await.Offset)));
        }
        return [.. visible.Where(field => !Liveness.IsPointer(field.FieldType))];
    }

    /// <summary>The scopes of the variables that the compiler keeps in fields.</summary>
    internal static IReadOnlyList<StateMachineScope>? ScopesOf(StateMachine machine) =>
        machine.MoveNext.CustomDebugInformations.OfType<StateMachineScopeDebugInformation>().FirstOrDefault() is { } symbols ? [.. symbols.Scopes] : null;

    static bool IsInScope(FieldDefinition field, IReadOnlyList<StateMachineScope>? scopes, int offset) =>
        SlotOf(field) is { } slot && (slot >= (scopes?.Count ?? 0) || (scopes![slot].Start.Offset <= offset && (scopes[slot].End.IsEndOfMethod || offset < scopes[slot].End.Offset)));

    /// <summary>Where the symbols of MoveNext have the scope of a variable that it keeps in a field: &lt;x&gt;5__1 is the first, and $VB$ResumableLocal_x$0; null for other fields.</summary>
    internal static int? SlotOf(FieldDefinition field)
    {
        if (VisualBasicNames.OfField(field.Name) is not null) return NumberAt(field.Name, field.Name.LastIndexOf('$') + 1);
        int end = field.Name.IndexOf('>');
        return end > 0 && field.Name[0] == '<' && string.CompareOrdinal(field.Name, end + 2, "__", 0, 2) == 0 && field.Name[end + 1] is '5' or '8' ? NumberAt(field.Name, end + 4) - 1 : null;
    }

    static int? NumberAt(string name, int start) => int.TryParse(name.Substring(start), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
