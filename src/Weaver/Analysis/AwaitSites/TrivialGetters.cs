using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>Getters that do nothing but to read a field.</summary>
static class TrivialGetters
{
    /// <summary>The field of its object that a getter reads; null where the method does anything else, may be overridden, or may change between build and run.</summary>
    internal static FieldDefinition? FieldOf(MethodReference method, ModuleDefinition caller)
    {
        if (!method.HasThis || method.HasParameters || method.DeclaringType.IsValueType) return null;
        if (method.TryResolveMethod() is not { HasBody: true, IsSynchronized: false } getter || getter.Module != caller || (getter.IsVirtual && !getter.IsFinal && !getter.DeclaringType.IsSealed)) return null;
        return Body(getter) is [{ } self, { OpCode.Code: Code.Ldfld, Operand: FieldReference field }, { OpCode.Code: Code.Ret }] && self.LoadsThis() ? field.Resolve() : null;
    }

    /// <summary>Whether a method is static, and does nothing but to give a constant or to read a static field that <see cref="StaticReads"/> takes.</summary>
    internal static bool IsStaticRead(MethodDefinition getter) =>
        getter is { IsStatic: true, HasParameters: false, HasGenericParameters: false, HasBody: true, IsSynchronized: false }
        && Body(getter) is [{ } read, { OpCode.Code: Code.Ret }] && (read.Constant() is not null || StaticReads.IsField(read, getter.Module));

    static List<Instruction> Body(MethodDefinition method) => [.. method.Body.Instructions.Where(instruction => instruction.OpCode.Code != Code.Nop)];
}
