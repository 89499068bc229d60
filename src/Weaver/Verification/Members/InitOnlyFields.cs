using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Where a readonly field may be written (ECMA-335 II.16.1.2).</summary>
internal static class InitOnlyFields
{
    public static bool MayWrite(MethodDefinition method, FieldDefinition field)
    {
        if (!field.IsInitOnly) return true;
        if (field.DeclaringType != method.DeclaringType) return false;
        if (field.IsStatic) return method is { IsConstructor: true, IsStatic: true };
        return method is { IsConstructor: true, IsStatic: false } || IsInitAccessor(method);
    }

    // C# 9: init accessors write the readonly field behind the property.
    static bool IsInitAccessor(MethodDefinition method) =>
        method.ReturnType is RequiredModifierType { ModifierType.FullName: "System.Runtime.CompilerServices.IsExternalInit" };
}
