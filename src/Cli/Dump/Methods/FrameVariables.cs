using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Cli.Dump.Methods;

/// <summary>Where a frame of a chain keeps a variable.</summary>
enum Keeping
{
    Slot,
    Word,

    /// <summary>In words, in the slot, or in a holder there, as its type is.</summary>
    ByType,
}

/// <summary>A variable that a frame keeps.</summary>
/// <param name="Name">As the source has it.</param>
/// <param name="Type">Its type, in the type parameters of the state machine.</param>
/// <param name="Keeping">Where it is kept.</param>
/// <param name="Slot">Its slot.</param>
/// <param name="Word">Its word, without those of <paramref name="Before"/>.</param>
/// <param name="Before">The types of variables before it, whose words come before its own where they have some.</param>
sealed record KeptVariable(string Name, TypeReference Type, Keeping Keeping, int Slot, int Word, IReadOnlyList<TypeReference> Before);

/// <summary>
/// Reads what a frame keeps in a state from the scratch body, whose front takes the variables out: a jump by the state, and for each state a sequence of calls of the run-time
/// support, with constant places, and stores.
/// </summary>
static class FrameVariables
{
    internal static IReadOnlyList<KeptVariable> Of(MethodDefinition body, int state)
    {
        var kept = new List<KeptVariable>();
        if (Test(body) is not { Operand: Instruction start } test || state < 0) return kept;
        for (var instruction = FirstOf(state, test, start); instruction is not null && instruction != start; instruction = instruction.Next)
        {
            // States whose first variables are those of another one go there.
            if (instruction is { OpCode.FlowControl: FlowControl.Branch, Operand: Instruction others }) instruction = others;
            if (instruction == start) break;
            if (instruction is not { OpCode.Code: Code.Call, Operand: GenericInstanceMethod call, Previous: { } before, Next: { } store }) continue;
            if (NameOf(body, store) is not { } name) continue;
            var type = call.GenericArguments[0];
            switch (call.Name)
            {
                case "Kept" when AwaitPoints.ConstantOf(before) is { } slot:
                    kept.Add(new(name, type, Keeping.Slot, slot, -1, []));
                    break;
                case "KeptWord" when AwaitPoints.ConstantOf(before) is { } word:
                    kept.Add(new(name, type, Keeping.Word, -1, word, []));
                    break;
                case "Take" when call.DeclaringType.Name == "Layout" && ByType(name, type, before) is { } decided:
                    kept.Add(decided);
                    break;
            }
        }
        return kept;
    }

    /// <summary>The branch to where the method begins, at its front: a method that is resumed takes its variables out first, and goes there.</summary>
    static Instruction? Test(MethodDefinition body)
    {
        var state = body.Parameters.FirstOrDefault(parameter => parameter.Name is "<>1__state" or "$State" && parameter.Index >= body.Parameters.Count - 2);
        return body.Body.Instructions.FirstOrDefault(instruction => instruction is { OpCode.Code: Code.Blt or Code.Blt_S, Previous.Previous: { } load } && ArgumentOf(body, load) == state);
    }

    /// <summary>Behind the test there may be a jump by the state, and behind that the code for the last state: a method that has one state has no jump.</summary>
    static Instruction? FirstOf(int state, Instruction test, Instruction start)
    {
        for (var instruction = test.Next; instruction is not null && instruction != start; instruction = instruction.Next)
        {
            if (instruction is { OpCode.Code: Code.Switch, Operand: Instruction[] targets }) return state < targets.Length ? targets[state] : state == targets.Length ? instruction.Next : null;
            if (instruction.OpCode.Code == Code.Call) break;
        }
        return state == 0 ? test.Next : null;
    }

    /// <summary>The last arguments are the slot, and a sum: the fixed words, and what Layout.Words gives for each type.</summary>
    static KeptVariable? ByType(string name, TypeReference type, Instruction last)
    {
        var types = new List<TypeReference>();
        var instruction = last;
        while (instruction is { OpCode.Code: Code.Add, Previous: { Operand: GenericInstanceMethod { Name: "Words" } words } call })
        {
            types.Insert(0, words.GenericArguments[0]);
            instruction = call.Previous;
        }
        return instruction is not null && AwaitPoints.ConstantOf(instruction) is { } word && instruction.Previous is { } place && AwaitPoints.ConstantOf(place) is { } slot
            ? new(name, type, Keeping.ByType, slot, word, types) : null;
    }

    static string? NameOf(MethodDefinition body, Instruction store)
    {
        if (ArgumentOf(body, store) is { } parameter) return VariableName.Of(parameter.Name);
        if (VariableOf(body, store) is not { } variable) return null;
        return body.DebugInformation.TryGetName(variable, out string name) ? VariableName.Of(name) : $"(variable {variable.Index})";
    }

    static ParameterDefinition? ArgumentOf(MethodDefinition body, Instruction instruction) => instruction.OpCode.Code switch
    {
        >= Code.Ldarg_0 and <= Code.Ldarg_3 and var code => body.Parameters.ElementAtOrDefault(code - Code.Ldarg_0),
        Code.Ldarg or Code.Ldarg_S or Code.Starg or Code.Starg_S => (ParameterDefinition)instruction.Operand,
        _ => null,
    };

    static VariableDefinition? VariableOf(MethodDefinition body, Instruction instruction) => instruction.OpCode.Code switch
    {
        >= Code.Stloc_0 and <= Code.Stloc_3 and var code => body.Body.Variables[code - Code.Stloc_0],
        Code.Stloc or Code.Stloc_S => (VariableDefinition)instruction.Operand,
        _ => null,
    };
}
