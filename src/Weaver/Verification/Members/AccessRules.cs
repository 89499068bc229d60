using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>Accessibility of types and members from the type or method under verification (ECMA-335 I.8.5.3).</summary>
internal static class AccessRules
{
    public static void CheckType(VerificationContext context, Instruction? instruction, TypeReference type)
    {
        if (context.Types.Resolve(type) is { } definition && !CanAccess(context, definition))
            context.Fail(instruction, FailureKind.Inaccessible, $"the type {type} is not accessible from {context.Type}");
    }

    public static void CheckField(Transfer transfer, FieldReference field, StackType? receiver)
    {
        if (transfer.Types.Resolve(field.DeclaringType) is null || transfer.Types.Members.Field(field) is not { } definition) return;
        var access = (MethodAttributes)(int)(definition.Attributes & FieldAttributes.FieldAccessMask);
        if (!CanAccess(transfer, definition.DeclaringType, access, definition.IsStatic ? null : receiver))
            transfer.Fail(FailureKind.Inaccessible, $"the field {field} is not accessible from {transfer.Context.Type}");
    }

    public static void CheckMethod(Transfer transfer, MethodReference method, StackType? receiver)
    {
        if (transfer.Types.Resolve(method.DeclaringType) is null || method.DeclaringType is ArrayType || transfer.Types.Members.Method(method) is not { } definition) return;
        if (!CanAccess(transfer, definition.DeclaringType, definition.Attributes & MethodAttributes.MemberAccessMask, receiver))
            transfer.Fail(FailureKind.Inaccessible, $"the method {method} is not accessible from {transfer.Context.Type}");
    }

    static bool CanAccess(Transfer transfer, TypeDefinition owner, MethodAttributes access, StackType? receiver)
    {
        var context = transfer.Context;
        return access switch
        {
            MethodAttributes.Public => true,
            MethodAttributes.Assembly => Friends.IsFriend(context.Type.Module, owner.Module),
            MethodAttributes.Family => IsFamily(context, owner, receiver),
            MethodAttributes.FamORAssem => Friends.IsFriend(context.Type.Module, owner.Module) || IsFamily(context, owner, receiver),
            MethodAttributes.FamANDAssem => Friends.IsFriend(context.Type.Module, owner.Module) && IsFamily(context, owner, receiver),
            _ => IsInside(context, owner),
        };
    }

    static bool CanAccess(VerificationContext context, TypeDefinition type)
    {
        var friend = Friends.IsFriend(context.Type.Module, type.Module);
        if (!type.IsNested) return type.IsPublic || friend;
        var visible = (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.NestedPublic => true,
            TypeAttributes.NestedAssembly => friend,
            TypeAttributes.NestedFamily => IsFamily(context, type.DeclaringType, null),
            TypeAttributes.NestedFamORAssem => friend || IsFamily(context, type.DeclaringType, null),
            TypeAttributes.NestedFamANDAssem => friend && IsFamily(context, type.DeclaringType, null),
            _ => IsInside(context, type.DeclaringType),
        };
        return visible && CanAccess(context, type.DeclaringType);
    }

    static bool IsInside(VerificationContext context, TypeDefinition owner) => ScopesOf(context).Any(scope => scope == owner);

    /// <summary>From a derived type, and on an object of that derived type (I.8.5.3.2).</summary>
    static bool IsFamily(VerificationContext context, TypeDefinition owner, StackType? receiver) =>
        ScopesOf(context).Any(scope => context.Types.DerivesFrom(scope, owner) && IsOfScope(context, scope, receiver));

    static bool IsOfScope(VerificationContext context, TypeDefinition scope, StackType? receiver)
    {
        if (receiver is null || receiver.Kind is not (StackKind.Reference or StackKind.Value or StackKind.ManagedPointer)) return true;
        // A type parameter is as good as its constraints, which the check of the receiver has seen.
        if (TypeShape.Strip(receiver.Type!) is GenericParameter) return true;
        return context.Types.Resolve(receiver.Type!) is not { } actual || context.Types.DerivesFrom(actual, scope);
    }

    /// <summary>The type of the method and those it is nested in: a nested type sees what its outer types see.</summary>
    static IEnumerable<TypeDefinition> ScopesOf(VerificationContext context)
    {
        for (var scope = context.Type; scope is not null; scope = scope.DeclaringType) yield return scope;
    }
}
