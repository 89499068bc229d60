using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Explicit overrides (MethodImpl, ECMA-335 II.10.3.2, II.22.27), as the runtime's type loader checks them.</summary>
internal static class OverrideRules
{
    public static void Check(DefinitionContext context)
    {
        foreach (var method in context.Type.Methods.Where(method => method.HasOverrides))
            foreach (var declaration in method.Overrides)
                Check(context.Of(method), method, declaration);
        CheckDuplicates(context);
    }

    static void Check(DefinitionContext context, MethodDefinition body, MethodReference reference)
    {
        var types = context.Types;
        if (types.Resolve(reference.DeclaringType) is not { } owner) return;
        var declaredIn = ExplicitOverrides.OwnerOf(reference);
        MemberTokens.CheckType(context, null, declaredIn);
        if (types.Members.Method(reference) is not { } declaration)
        {
            context.Fail(FailureKind.OverrideTarget, $"{declaredIn} has no method {reference}");
            return;
        }
        CheckBody(context, body, declaration);
        CheckTarget(context, body, declaration, owner, declaredIn);
        CheckSignature(context, body, declaration, declaredIn);
    }

    static void CheckBody(DefinitionContext context, MethodDefinition body, MethodDefinition declaration)
    {
        if (!body.IsVirtual && !body.IsStatic) context.Fail(FailureKind.OverrideBody, $"the method overrides {declaration}, but is not virtual");
        if (body.IsStatic != declaration.IsStatic) context.Fail(FailureKind.OverrideBody, $"one of the method and {declaration} is static");
        if (context.Type.IsInterface && !declaration.IsStatic && !body.IsFinal) context.Fail(FailureKind.OverrideBody, "an override in an interface is final");
    }

    static void CheckTarget(DefinitionContext context, MethodDefinition body, MethodDefinition declaration, TypeDefinition owner, TypeReference declaredIn)
    {
        if (!declaration.IsVirtual || declaration.IsFinal) context.Fail(FailureKind.OverrideTarget, $"{declaration} is not virtual, or is final");
        if (owner == context.Type) return;
        if (owner.IsSealed) context.Fail(FailureKind.OverrideTarget, $"{owner} is sealed");
        if (!OverrideAccess.CanSee(context, declaration)) context.Fail(FailureKind.OverrideAccess, $"{declaration} cannot be seen from {body.DeclaringType}");
        var inherits = owner.IsInterface
            ? context.Types.Interfaces.Of(context.Type).Contains(declaredIn, context.Types.Equality.Signatures)
            : BasesOf(context).Any(parent => context.Types.Resolve(parent) == owner);
        if (!inherits && !HasUnknownBase(context)) context.Fail(FailureKind.OverrideTarget, $"the type neither implements nor extends {declaredIn}");
    }

    static void CheckSignature(DefinitionContext context, MethodDefinition body, MethodDefinition declaration, TypeReference declaredIn)
    {
        var types = context.Types;
        if (body.IsStatic != declaration.IsStatic) return;
        if (!MethodSignatures.SameButForResult(types, body, null, declaration, declaredIn) || !IsResult(types, body, declaration, declaredIn))
            context.Fail(FailureKind.OverrideSignature, $"the method has another signature than {declaration} of {declaredIn}");
        else if (MethodConstraints.Difference(types, body, null, declaration, declaredIn) is { } difference)
            context.Fail(FailureKind.OverrideConstraints, $"{declaration}: {difference}");
    }

    // Of a method of a class an override may return something more derived (C# 9, II.22.27 as augmented by the runtime).
    static bool IsResult(TypeHierarchy types, MethodDefinition body, MethodDefinition declaration, TypeReference declaredIn)
    {
        var expected = MethodSignatures.Seen(declaration.ReturnType, declaredIn);
        if (types.Equality.Signatures.Equals(body.ReturnType, expected)) return true;
        return !declaration.DeclaringType.IsInterface && Assignability.IsReference(types, body.ReturnType) && Assignability.References(types, body.ReturnType, expected);
    }

    static void CheckDuplicates(DefinitionContext context)
    {
        foreach (var declaration in context.Types.Overrides.Of(context.Type))
        {
            foreach (var instance in declaration.GroupBy(item => item.DeclaredIn, context.Types.Equality.Signatures))
                if (instance.Select(item => item.Body).Distinct().Skip(1).FirstOrDefault() is { } second)
                    context.Of(second).Fail(FailureKind.DuplicateOverride, $"{declaration.Key} of {instance.Key} has been overridden by another method");
            if (declaration.Key.DeclaringType == context.Type && declaration.Key is { IsStatic: false, HasOverrides: true })
                context.Of(declaration.Key).Fail(FailureKind.DuplicateOverride, "the method overrides one and is overridden in the same type");
        }
    }

    static IEnumerable<TypeReference> BasesOf(DefinitionContext context)
    {
        var seen = new HashSet<TypeReference>(context.Types.Equality.Signatures);
        for (var current = context.Types.BaseOf(context.Type); current is not null && seen.Add(current); current = context.Types.BaseOf(current)) yield return current;
    }

    static bool HasUnknownBase(DefinitionContext context) =>
        BasesOf(context).Concat(context.Types.Interfaces.Of(context.Type)).Any(type => context.Types.Resolve(type) is null);
}
