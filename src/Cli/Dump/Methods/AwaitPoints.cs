using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Cli.Dump.Memory;

namespace Unboxed.Cli.Dump.Methods;

/// <summary>Where a method waits.</summary>
/// <param name="File">The source file; null without symbols.</param>
/// <param name="Line">The line of the statement.</param>
/// <param name="AwaiterField">The field with the awaiter; null where it is a frame of a chain that waits, or where the code does not say.</param>
/// <param name="AwaiterType">The name of the awaiter's type.</param>
sealed record AwaitPoint(string? File, int? Line, string? AwaiterField = null, string? AwaiterType = null);

/// <summary>Finds the awaits of a method by the states that it sets there, in the code itself: symbols have no states.</summary>
static class AwaitPoints
{
    /// <summary>Between a state and its store: it is duplicated, and put in a variable.</summary>
    const int MostBetween = 4;

    /// <summary>Between the store of the state and that of the awaiter.</summary>
    const int MostToAwaiter = 12;

    /// <summary>The awaits of an ordinary MoveNext.</summary>
    internal static IReadOnlyDictionary<int, AwaitPoint> OfMachine(TypeDefinition machine)
    {
        var points = new Dictionary<int, AwaitPoint>();
        if (machine.Methods.FirstOrDefault(method => method is { Name: "MoveNext", IsStatic: false, HasBody: true }) is not { } moveNext) return points;
        foreach (var store in moveNext.Body.Instructions)
        {
            if (store.OpCode.Code != Code.Stfld || store.Operand is not FieldReference { Name: "<>1__state" or "$State" }) continue;
            if (ConstantBefore(store) is not (>= 0 and var state) || points.ContainsKey(state)) continue;
            var awaiter = AwaiterAfter(store);
            points[state] = At(moveNext, store, awaiter?.Name, awaiter?.FieldType.FullName);
        }
        return points;
    }

    /// <summary>The places where a scratch body appends its frame.</summary>
    internal static IReadOnlyDictionary<int, AwaitPoint> OfScratchBody(MethodDefinition body)
    {
        var points = new Dictionary<int, AwaitPoint>();
        foreach (var descriptor in body.Body.Instructions)
        {
            // The descriptor, and the state behind it, are arguments of what suspends.
            if (descriptor is not { OpCode.Code: Code.Ldsfld, Operand: FieldReference { FieldType: { Name: SupportFields.FutureClass } }, Next: { } next }) continue;
            if (ConstantOf(next) is { } state) points.TryAdd(state, At(body, descriptor));
        }
        return points;
    }

    static AwaitPoint At(MethodDefinition method, Instruction instruction, string? awaiterField = null, string? awaiterType = null)
    {
        var line = method.DebugInformation.SequencePoints.Where(point => !point.IsHidden && point.Offset <= instruction.Offset).MaxBy(point => point.Offset);
        return new(line?.Document.Url, line?.StartLine, awaiterField, awaiterType);
    }

    static int? ConstantBefore(Instruction store)
    {
        var instruction = store.Previous;
        for (int i = 0; i < MostBetween && instruction is not null; i++, instruction = instruction.Previous)
        {
            if (ConstantOf(instruction) is { } constant) return constant;
        }
        return null;
    }

    static FieldReference? AwaiterAfter(Instruction store)
    {
        var instruction = store.Next;
        for (int i = 0; i < MostToAwaiter && instruction is not null; i++, instruction = instruction.Next)
        {
            if (instruction is { OpCode.Code: Code.Stfld, Operand: FieldReference field } && Awaiters.IsAwaiterField(field.Name)) return field;
        }
        return null;
    }

    /// <summary>The constant that an instruction loads.</summary>
    internal static int? ConstantOf(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Ldc_I4_M1 => -1,
        >= Code.Ldc_I4_0 and <= Code.Ldc_I4_8 and var code => code - Code.Ldc_I4_0,
        Code.Ldc_I4_S => (sbyte)instruction.Operand,
        Code.Ldc_I4 => (int)instruction.Operand,
        _ => null,
    };
}
