using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>Getters that do nothing but to read a field of their object.</summary>
static class TrivialGetters
{
    /// <summary>The field that a getter reads; null where the method does anything else, may be overridden, or may change between build and run.</summary>
    internal static FieldDefinition? FieldOf(MethodReference method, ModuleDefinition caller)
    {
        if (!method.HasThis || method.HasParameters || method.DeclaringType.IsValueType) return null;
        if (method.TryResolveMethod() is not { HasBody: true } getter || getter.Module != caller || (getter.IsVirtual && !getter.IsFinal && !getter.DeclaringType.IsSealed)) return null;
        var code = getter.Body.Instructions.Where(instruction => instruction.OpCode.Code != Code.Nop).ToList();
        return code is [_, { OpCode.Code: Code.Ldfld, Operand: FieldReference field }, { OpCode.Code: Code.Ret }] && code[0].LoadsThis() ? field.Resolve() : null;
    }
}
