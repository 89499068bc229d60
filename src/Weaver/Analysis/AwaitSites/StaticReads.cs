using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>
/// Reads of static fields that have no effect, and never fail: an initializer that they would run does nothing that anybody could tell. Those of other
/// assemblies may change between build and run.
/// </summary>
static class StaticReads
{
    /// <summary>Whether the instruction reads such a field, itself or by a getter that does no more.</summary>
    internal static bool Is(Instruction instruction, ModuleDefinition module) => instruction.OpCode.Code switch
    {
        Code.Ldsfld => IsField(instruction, module),
        Code.Call => instruction.Prefix() is null && ((MethodReference)instruction.Operand).TryResolveMethod() is { } getter && getter.Module == module
            && IsPlain(getter.DeclaringType) && TrivialGetters.IsStaticRead(getter),
        _ => false,
    };

    internal static bool IsField(Instruction read, ModuleDefinition module) =>
        read.OpCode.Code == Code.Ldsfld && read.Prefix() is null && ((FieldReference)read.Operand).Resolve() is { } field
        && field.Module == module && IsPlain(field.DeclaringType);

    /// <summary>Whether code of another type of the module may read what an instruction reads.</summary>
    internal static bool IsOpenTo(Instruction read, TypeDefinition reader) => read.Operand switch
    {
        FieldReference field => field.Resolve() is { } definition && (definition.IsPublic || definition.IsAssembly || definition.IsFamilyOrAssembly || Encloses(definition.DeclaringType, reader)) && IsOpenTo(definition.DeclaringType, reader),
        MethodReference method => method.Resolve() is { } definition && (definition.IsPublic || definition.IsAssembly || definition.IsFamilyOrAssembly || Encloses(definition.DeclaringType, reader)) && IsOpenTo(definition.DeclaringType, reader),
        _ => true,
    };

    static bool IsOpenTo(TypeDefinition type, TypeDefinition reader) =>
        !type.IsNested || ((type.IsNestedPublic || type.IsNestedAssembly || type.IsNestedFamilyOrAssembly || Encloses(type.DeclaringType, reader)) && IsOpenTo(type.DeclaringType, reader));

    static bool Encloses(TypeDefinition outer, TypeDefinition? inner)
    {
        while (inner is not null && inner != outer) inner = inner.DeclaringType;
        return inner is not null;
    }

    static bool IsPlain(TypeDefinition type) => !type.HasGenericParameters && TypeInitializers.IsUnseen(type);
}
