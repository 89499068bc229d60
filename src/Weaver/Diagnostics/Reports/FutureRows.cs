using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>What each async method keeps at each await, field by field.</summary>
/// <param name="naming">The names of methods.</param>
/// <param name="entries">Those that other assemblies can call without dispatch.</param>
sealed class FutureRows(Naming naming, IEnumerable<EntryPlan> entries)
{
    readonly HashSet<MethodDefinition> published = [.. entries.Select(entry => entry.Method)];

    internal FutureRow Of(FuturePlan future)
    {
        var machine = future.Machine;
        var places = naming.Places(machine);
        string name = naming.Of(machine.Kickoff);
        return future.Body is { } body
            ? new(name, places.Start, body.OwnNeed, null, [.. body.Suspensions.Select(site => Suspension(machine, site, places))], body.Fence.Changes is { } changes ? Name(changes) : null) { HasEntry = published.Contains(machine.Kickoff) }
            : new(name, places.Start, default, future.WhyNone, []);
    }

    static string Name(Instruction changes) => changes.Operand switch
    {
        MethodReference method => SourceNames.OfMethod(method),
        FieldReference field => $"the initializer of {SourceNames.OfType(field.DeclaringType)}",
        _ => changes.OpCode.Name,
    };

    SuspensionRow Suspension(StateMachine machine, SuspensionPlan site, SourcePlaces places) => new(
        places.Of(site.At).Line, naming.OfAwaited(site.Origin), site.Decision, site.Frame.Size,
        [.. Header(site.Suspension), .. site.Frame.Fields.Select(field => Field(machine, field))]);

    /// <summary>See the table in docs/design.md, "Scratch space: references and words".</summary>
    static IEnumerable<FieldRow> Header(Suspension suspension) =>
    [
        new("future", "Unboxed.CompilerServices.Future", FieldPlace.Slot, 0, FieldKind.Header), new("contexts", "object", FieldPlace.Slot, 1, FieldKind.Header),
        new("awaiter", SourceNames.OfType(suspension.AwaiterType), FieldPlace.Slot, 2, FieldKind.Awaiter), new("state", "int", FieldPlace.Word, 0, FieldKind.Header),
    ];

    static FieldRow Field(StateMachine machine, KeptField field)
    {
        var (name, kind) = NameAndKind(machine, field);
        return new(name, SourceNames.OfType(field.Field.FieldType), Place(field.Placement), field.Placement == Placement.Word ? field.Word : field.Slot, kind);
    }

    static FieldPlace Place(Placement placement) => placement switch
    {
        Placement.Slot => FieldPlace.Slot,
        Placement.Word => FieldPlace.Word,
        _ => FieldPlace.Runtime,
    };

    static (string Name, FieldKind Kind) NameAndKind(StateMachine machine, KeptField field)
    {
        string source = SourceNames.OfField(field.Field);
        if (machine.Arguments.FirstOrDefault(argument => argument.Field == field.Field) is { } known)
            return known.Argument == 0 && machine.Kickoff.HasThis ? (machine.IsVisualBasic ? "Me" : "this", FieldKind.This) : (source, FieldKind.Argument);
        if (SourceNames.IsClosure(field.Field.FieldType)) return ("captured variables", FieldKind.Variable);
        // What has no name of its own is an operand that waits for the await.
        return source == field.Field.Name && source[0] is '<' or '$' ? ("value of an expression", FieldKind.Spilled) : (source, FieldKind.Variable);
    }
}
