using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Virtual methods: their flags, and what they override by name and signature (ECMA-335 II.10.3.1, II.22.26).</summary>
internal static class VirtualMethods
{
    public static void Check(DefinitionContext context)
    {
        foreach (var method in context.Type.Methods)
        {
            CheckFlags(context.Of(method), method);
            if (method is { IsVirtual: true, IsStatic: false, IsNewSlot: false } && !context.Type.IsInterface) CheckOverride(context.Of(method), method);
        }
    }

    static void CheckFlags(DefinitionContext context, MethodDefinition method)
    {
        if (method.IsAbstract && !context.Type.IsAbstract) context.Fail(FailureKind.MethodFlags, "an abstract method of a type that is not");
        if (method is { IsAbstract: true, IsVirtual: false, IsStatic: false }) context.Fail(FailureKind.MethodFlags, "an abstract method that is not virtual");
        if (method is { IsAbstract: true, HasBody: true, RVA: not 0 }) context.Fail(FailureKind.MethodFlags, "an abstract method with a body");
        if (method is { IsVirtual: true, IsStatic: true } && !context.Type.IsInterface) context.Fail(FailureKind.MethodFlags, "a static virtual method outside of an interface");
        if (method is { IsVirtual: true, IsConstructor: true }) context.Fail(FailureKind.MethodFlags, "a virtual constructor");
        if (context.Type.IsEnum) context.Fail(FailureKind.MethodFlags, "a method of an enum");
    }

    static void CheckOverride(DefinitionContext context, MethodDefinition method)
    {
        if (Overridden(context.Types, method) is not var (declaration, declaredIn)) return;
        if (declaration.IsFinal) context.Fail(FailureKind.OverrideTarget, $"{declaration} is final");
        if (!OverrideAccess.CanSee(context, declaration) || !OverrideAccess.IsKept(context, method, declaration))
            context.Fail(FailureKind.OverrideAccess, $"the method has less access than {declaration}, or cannot see it");
        if (MethodConstraints.Difference(context.Types, method, null, declaration, declaredIn) is { } difference)
            context.Fail(FailureKind.OverrideConstraints, $"{declaration}: {difference}");
    }

    /// <summary>The nearest virtual method of a base type of the same name and signature, and that base type.</summary>
    static (MethodDefinition Method, TypeReference Type)? Overridden(TypeHierarchy types, MethodDefinition method)
    {
        var seen = new HashSet<TypeDefinition>();
        for (var current = types.BaseOf(method.DeclaringType); current is not null; current = types.BaseOf(current))
        {
            if (types.Resolve(current) is not { } type || !seen.Add(type)) return null;
            foreach (var candidate in types.Members.MethodsOf(type, method.Name))
                if (candidate is { IsVirtual: true, IsStatic: false } && MethodSignatures.Same(types, method, null, candidate, current))
                    return (candidate, current);
        }
        return null;
    }
}
