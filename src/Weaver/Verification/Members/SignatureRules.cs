using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>The types that the body itself declares: those of its locals and its catch clauses.</summary>
internal static class SignatureRules
{
    public static void Check(MethodContext context)
    {
        foreach (var variable in context.Body.Variables) CheckLocal(context, variable.VariableType);
        foreach (var handler in context.Body.ExceptionHandlers)
            if (handler.CatchType is { } type)
                MemberTokens.CheckType(context, handler.HandlerStart, type);
    }

    static void CheckLocal(MethodContext context, TypeReference type)
    {
        var bare = TypeShape.Strip(type);
        if (TypeShape.IsNamed(bare, "System.Void")) context.Fail(null, FailureKind.InvalidOperand, "a local of the type void");
        if (bare is PointerType or FunctionPointerType || HasPin(type)) context.Fail(null, FailureKind.UnmanagedPointer, $"a local of the type {type}");
        if (bare is not (PointerType or FunctionPointerType)) MemberTokens.CheckType(context, null, type);
        CheckKinds(context, bare);
    }

    static bool HasPin(TypeReference type) => type is PinnedType || (type is IModifierType modifier && HasPin(modifier.ElementType));

    /// <summary>
    /// A signature says class or value type for every type. A reference that was made in memory says class unless
    /// told otherwise, and the runtime refuses to load what disagrees with the definition (II.23.2.12).
    /// </summary>
    public static void CheckKinds(VerificationContext context, TypeReference type)
    {
        type = TypeShape.Strip(type);
        if (type is GenericParameter or FunctionPointerType || TypeShape.IsNamed(type, "System.Void")) return;
        if (type is GenericInstanceType instance)
            foreach (var argument in instance.GenericArguments)
                CheckKinds(context, argument);
        else if (type is TypeSpecification specification)
        {
            CheckKinds(context, specification.ElementType);
            return;
        }
        if (context.Types.Resolve(type) is { } definition && definition.IsValueType != type.GetElementType().IsValueType)
            context.Fail(null, FailureKind.SignatureKind, $"{type} is {(definition.IsValueType ? "" : "not ")}a value type, but its reference says otherwise");
    }
}
