using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>How many values an instruction pops and pushes (ECMA-335 partition III, tables of each instruction).</summary>
static class StackEffects
{
    /// <summary>The number of values popped. A leave and a throw empty the stack: they are the caller's affair.</summary>
    internal static int Pops(Instruction instruction, MethodDefinition method)
    {
        switch (instruction.OpCode.StackBehaviourPop)
        {
            case StackBehaviour.Pop0: return 0;
            case StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref: return 1;
            case StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8
                or StackBehaviour.Popi_popr4 or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi:
                return 2;
            case StackBehaviour.Popi_popi_popi or StackBehaviour.Popref_popi_popi or StackBehaviour.Popref_popi_popi8
                or StackBehaviour.Popref_popi_popr4 or StackBehaviour.Popref_popi_popr8 or StackBehaviour.Popref_popi_popref:
                return 3;
            case StackBehaviour.PopAll: return 0;
        }
        if (instruction.OpCode.Code == Code.Ret) return IsVoid(method.ReturnType) || (method.IsRuntimeAsync() && method.ReturnType is not GenericInstanceType) ? 0 : 1;
        var signature = (IMethodSignature)instruction.Operand;
        int count = signature.Parameters.Count;
        if (signature.HasThis && !signature.ExplicitThis && instruction.OpCode.Code != Code.Newobj) count++;
        return instruction.OpCode.Code == Code.Calli ? count + 1 : count;
    }

    /// <summary>The number of values pushed.</summary>
    internal static int Pushes(Instruction instruction) => instruction.OpCode.StackBehaviourPush switch
    {
        StackBehaviour.Push0 => 0,
        StackBehaviour.Push1_push1 => 2,
        StackBehaviour.Varpush => IsVoid(((IMethodSignature)instruction.Operand).ReturnType) ? 0 : 1,
        _ => 1,
    };

    static bool IsVoid(TypeReference type) => type switch
    {
        RequiredModifierType modified => IsVoid(modified.ElementType),
        OptionalModifierType modified => IsVoid(modified.ElementType),
        _ => type.MetadataType == MetadataType.Void,
    };
}
