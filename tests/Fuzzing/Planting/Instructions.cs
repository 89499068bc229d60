using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Fuzzing.Planting;

/// <summary>Changes instructions that the weaver has emitted.</summary>
static class Instructions
{
    static IEnumerable<MethodDefinition> ScratchBodies(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods).Where(IsScratchBody);

    internal static bool IsScratchBody(MethodDefinition method) =>
        method is { HasBody: true, IsStatic: true, Name: "MoveNext" } && method.Parameters.Any(parameter => parameter.Name is "<>1__state" or "$State");

    static bool Calls(Instruction instruction, string type, string method) =>
        instruction.Operand is MethodReference called && called.Name == method && called.DeclaringType.Name == type;

    /// <summary>Each resumption goes on at the await after its own.</summary>
    internal static int RotateStates(ModuleDefinition module)
    {
        int count = 0;
        foreach (var body in ScratchBodies(module))
        {
            // In the code that takes the variables out, before the method begins: the state for the dispatch of MoveNext, in its field or in the variable that caches it. What else is stored there has been called for.
            if (body.Body.Instructions.FirstOrDefault(instruction => instruction.OpCode.Code is Code.Blt or Code.Blt_S) is not { } test) continue;
            var stores = Between(test.Next, (Instruction)test.Operand).Where(instruction => IsStore(instruction) && Constant(instruction.Previous) >= 0).ToList();
            var states = stores.Select(store => Constant(store.Previous)!.Value).Distinct().ToList();
            if (states.Count < 2) continue;
            foreach (var store in stores)
            {
                SetConstant(store.Previous, states[(states.IndexOf(Constant(store.Previous)!.Value) + 1) % states.Count]);
                count++;
            }
        }
        return count;
    }

    /// <summary>The target of a delegate takes the first of its methods for the one that is called.</summary>
    internal static int CompareTargetsAlone(ModuleDefinition module)
    {
        int count = 0;
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.Name.StartsWith("<IDelegateCompanion", StringComparison.Ordinal)))
        {
            foreach (var compare in method.Body.Instructions.Where(instruction => instruction.OpCode.Code is Code.Bne_Un or Code.Bne_Un_S).ToList())
            {
                compare.OpCode = OpCodes.Pop;
                compare.Operand = null;
                method.Body.GetILProcessor().InsertAfter(compare, Instruction.Create(OpCodes.Pop));
                count++;
            }
        }
        return count;
    }

    /// <summary>The frames of all methods have a word less than they need: it is that of another frame as well.</summary>
    internal static int ShrinkFrames(ModuleDefinition module)
    {
        int count = 0;
        foreach (var future in module.GetTypes().Where(type => type.BaseType?.FullName == "Unboxed.CompilerServices.Future"))
        {
            var call = future.Methods.Single(method => method is { IsConstructor: true, IsStatic: false }).Body.Instructions.Single(instruction => instruction.OpCode.Code == Code.Call && Calls(instruction, "Future", ".ctor"));
            if (Constant(call.Previous) is not { } words || words <= 1) continue;
            SetConstant(call.Previous, words - 1);
            count++;
        }
        return count;
    }

    /// <summary>The method does not know that it suspends: the finally blocks around the call run.</summary>
    internal static int ForgetStateAtSuspension(ModuleDefinition module)
    {
        int count = 0;
        foreach (var suspension in ScratchBodies(module).SelectMany(body => body.Body.Instructions).Where(instruction => Calls(instruction, "Scratch", "SuspendAtCall") || Calls(instruction, "Scratch", "get_Suspended")))
        {
            for (var next = suspension.Next; next.OpCode.Code is not (Code.Leave or Code.Leave_S); next = next.Next)
            {
                // Not how the method ends.
                if (!IsStore(next) || Constant(next.Previous) is null || next.Operand is VariableDefinition { VariableType.Name: "Answer" }) continue;
                SetConstant(next.Previous, -1);
                count++;
            }
        }
        return count;
    }

    /// <summary>A method that seems to be neutral on its usual way keeps the contexts nowhere else.</summary>
    internal static int ForgetFences(ModuleDefinition module)
    {
        int count = 0;
        foreach (var note in ScratchBodies(module).SelectMany(body => body.Body.Instructions).Where(instruction => instruction is { OpCode.Code: Code.Or, Next.Operand: ParameterDefinition { ParameterType.Name: "Place" } }))
        {
            // What it is combined with goes.
            note.OpCode = OpCodes.Pop;
            count++;
        }
        return count;
    }

    /// <summary>Two arguments of one type are taken from the stack in the wrong order.</summary>
    internal static int SwapArguments(ModuleDefinition module)
    {
        int count = 0;
        foreach (var body in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).Select(method => method.Body))
        {
            // Arguments are stored from the last to the first, then the receiver; then it is asked for the companion.
            foreach (var test in body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Isinst))
            {
                if (test.Previous?.Previous is not { } store || Stored(store, body) is null) continue;
                for (store = store.Previous; store?.Previous is { } before && Stored(store, body) is { } second && Stored(before, body) is { } first; store = before)
                {
                    if (first.VariableType.FullName != second.VariableType.FullName || first.VariableType.FullName == "System.Boolean") continue;
                    (before.OpCode, before.Operand, store.OpCode, store.Operand) = (OpCodes.Stloc, second, OpCodes.Stloc, first);
                    count++;
                    break;
                }
            }
        }
        return count;
    }

    /// <summary>What calls a method of another assembly by its entry says that the ordinary call is due, and it is made once more.</summary>
    internal static int DeclineAfterEntries(ModuleDefinition module)
    {
        int count = 0;
        foreach (var body in module.Types.Where(type => type.Fields.Any(field => field.Name == "IsThere")).SelectMany(type => type.Methods).Where(method => method.Name == "Call").Select(method => method.Body))
        {
            var declined = (Instruction)body.Instructions.First(instruction => instruction.OpCode.FlowControl == FlowControl.Cond_Branch).Operand;
            var answered = body.Instructions.First(instruction => instruction.OpCode.Code == Code.Ret);
            (answered.OpCode, answered.Operand) = (OpCodes.Pop, null);
            body.Instructions.Insert(body.Instructions.IndexOf(answered) + 1, Instruction.Create(OpCodes.Br, declined));
            count++;
        }
        return count;
    }

    static IEnumerable<Instruction> Between(Instruction start, Instruction? end)
    {
        for (var instruction = start; instruction != end; instruction = instruction.Next) yield return instruction;
    }

    static bool IsStore(Instruction instruction) => instruction.OpCode.Code is Code.Starg or Code.Starg_S or Code.Stloc or Code.Stloc_S or Code.Stloc_0 or Code.Stloc_1 or Code.Stloc_2 or Code.Stloc_3;

    static VariableDefinition? Stored(Instruction instruction, MethodBody body) => instruction.OpCode.Code switch
    {
        Code.Stloc or Code.Stloc_S => (VariableDefinition)instruction.Operand,
        Code.Stloc_0 => body.Variables[0],
        Code.Stloc_1 => body.Variables[1],
        Code.Stloc_2 => body.Variables[2],
        Code.Stloc_3 => body.Variables[3],
        _ => null,
    };

    static int? Constant(Instruction? instruction) => instruction?.OpCode.Code switch
    {
        Code.Ldc_I4 => (int)instruction.Operand,
        Code.Ldc_I4_S => (sbyte)instruction.Operand,
        Code.Ldc_I4_M1 => -1,
        >= Code.Ldc_I4_0 and <= Code.Ldc_I4_8 => instruction.OpCode.Code - Code.Ldc_I4_0,
        _ => null,
    };

    static void SetConstant(Instruction instruction, int value) => (instruction.OpCode, instruction.Operand) = (OpCodes.Ldc_I4, value);
}
