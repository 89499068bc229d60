using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>The types that definitions name: instantiated as their own definitions ask, and what a field may hold.</summary>
internal static class Signatures
{
    public static void Check(DefinitionContext context)
    {
        CheckParameters(context, context.Type);
        CheckAttributes(context, context.Type);
        foreach (var field in context.Type.Fields)
        {
            CheckType(context.Of(field), field.FieldType);
            CheckField(context.Of(field), field);
            CheckAttributes(context.Of(field), field);
        }
        foreach (var method in context.Type.Methods) CheckMethod(context.Of(method), method);
    }

    static void CheckMethod(DefinitionContext context, MethodDefinition method)
    {
        CheckParameters(context, method);
        CheckAttributes(context, method);
        CheckType(context, method.ReturnType);
        foreach (var parameter in method.Parameters) CheckType(context, parameter.ParameterType);
    }

    static void CheckParameters(DefinitionContext context, IGenericParameterProvider owner)
    {
        foreach (var parameter in owner.GenericParameters)
        {
            foreach (var constraint in parameter.Constraints) CheckType(context, constraint.ConstraintType);
            if (IsCircle(parameter)) context.Fail(FailureKind.Constraint, $"{parameter} has to be itself");
        }
    }

    static bool IsCircle(GenericParameter parameter) => parameter.Constraints.Select(constraint => TypeShape.Strip(constraint.ConstraintType)).OfType<GenericParameter>()
        .Any(above => Constraints.ParametersAbove(above).Contains(parameter));

    static void CheckAttributes(DefinitionContext context, ICustomAttributeProvider provider)
    {
        if (!provider.HasCustomAttributes) return;
        foreach (var attribute in provider.CustomAttributes.Where(attribute => attribute.AttributeType is GenericInstanceType)) CheckType(context, attribute.AttributeType);
    }

    static void CheckType(DefinitionContext context, TypeReference type)
    {
        MemberTokens.CheckSignature(context, type);
        SignatureRules.CheckKinds(context, type);
    }

    static void CheckField(DefinitionContext context, FieldDefinition field)
    {
        var bare = TypeShape.Strip(field.FieldType);
        if (TypeShape.IsNamed(bare, "System.Void")) context.Fail(FailureKind.FieldType, "a field of the type void");
        if (bare is not ByReferenceType && !Constraints.IsByRefLike(context.Types, bare)) return;
        if (field.IsStatic || !context.Types.IsByRefLike(context.Type)) context.Fail(FailureKind.FieldType, $"a {bare} lives on the stack alone");
    }
}
