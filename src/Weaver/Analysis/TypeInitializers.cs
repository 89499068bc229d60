using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis;

/// <summary>Whether a program could tell that a type initializer has run, and when (ECMA-335 partition II, 10.5.3).</summary>
static class TypeInitializers
{
    /// <summary>Whether a call of a static method of the type runs its initializer, so that one that is seen through would be missed.</summary>
    internal static bool IsRunByCalls(TypeDefinition type) => !type.IsBeforeFieldInit && !IsUnseen(type);

    /// <summary>Whether nobody can tell if the initializer has run: there is none, or it does no more than to store constants in static fields of its own, access to which runs it.</summary>
    internal static bool IsUnseen(TypeDefinition type)
    {
        if (type.Methods.FirstOrDefault(method => method is { Name: ".cctor", IsStatic: true }) is not { } initializer) return true;
        return initializer.HasBody && initializer.Body.Instructions.All(instruction => instruction.OpCode.Code switch
        {
            Code.Nop or Code.Ret or Code.Volatile or Code.Ldc_I8 or Code.Ldc_R4 or Code.Ldc_R8 or Code.Ldstr or Code.Ldnull => true,
            // Of a field of each thread, the one that runs the initializer stores the only one.
            Code.Stsfld => ((FieldReference)instruction.Operand).Resolve() is { } field && field.DeclaringType == type && field.CustomAttributes.All(attribute => attribute.AttributeType.Name != "ThreadStaticAttribute"),
            _ => instruction.Constant() is not null,
        });
    }
}
