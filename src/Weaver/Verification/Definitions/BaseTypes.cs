using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>What a type may extend and implement (ECMA-335 II.10.1.3, II.12, II.22.37), and the flags that go with that.</summary>
internal static class BaseTypes
{
    public static void Check(DefinitionContext context)
    {
        var type = context.Type;
        if (type.BaseType is { } parent) CheckBase(context, parent);
        else if (!type.IsInterface && !IsRoot(type)) context.Fail(FailureKind.BaseType, "the type has no base type");
        foreach (var item in type.Interfaces) CheckInterface(context, item.InterfaceType);
        if (type.IsInterface && !type.IsAbstract) context.Fail(FailureKind.BaseType, "an interface is abstract");
    }

    static bool IsRoot(TypeDefinition type) => type.Name == "<Module>" || TypeShape.IsNamed(type, "System.Object");

    static void CheckBase(DefinitionContext context, TypeReference parent)
    {
        MemberTokens.CheckType(context, null, parent);
        if (context.Type.IsInterface) context.Fail(FailureKind.BaseType, "an interface has no base type");
        if (parent is not GenericInstanceType && parent is TypeSpecification or GenericParameter)
        {
            context.Fail(FailureKind.BaseType, $"{parent} is no class");
            return;
        }
        if (context.Types.Resolve(parent) is not { } definition) return;
        if (definition.IsSealed || definition.IsInterface || definition.IsValueType) context.Fail(FailureKind.BaseType, $"{parent} is sealed, or no class");
        if (IsCircle(context.Types, context.Type)) context.Fail(FailureKind.BaseType, "the type is derived from itself");
        if (TypeShape.IsNamed(definition, "System.MulticastDelegate") && !context.Type.IsSealed) context.Fail(FailureKind.BaseType, "a delegate is sealed");
    }

    static bool IsCircle(TypeHierarchy types, TypeDefinition type)
    {
        var seen = new HashSet<TypeDefinition>();
        for (var current = type; current is not null; current = current.BaseType is { } parent ? types.Resolve(parent) : null)
            if (!seen.Add(current))
                return true;
        return false;
    }

    static void CheckInterface(DefinitionContext context, TypeReference type)
    {
        MemberTokens.CheckType(context, null, type);
        if (context.Types.Resolve(type) is { IsInterface: false } || (type is not GenericInstanceType && type is TypeSpecification or GenericParameter))
            context.Fail(FailureKind.InterfaceType, $"{type} is no interface");
    }
}
