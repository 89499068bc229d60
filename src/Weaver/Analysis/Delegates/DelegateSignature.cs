using Mono.Cecil;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Analysis.Delegates;

/// <summary>What a method takes and what its task gives: by that a delegate's caller and the class of the delegate's method know each other, whatever the type of the delegate is.</summary>
/// <param name="Parameters">The types of the parameters.</param>
/// <param name="Result">What the task gives; null for nothing.</param>
sealed record DelegateSignature(IReadOnlyList<TypeReference> Parameters, TypeReference? Result)
{
    /// <summary>The most parameters for which the support library has an interface.</summary>
    internal const int MostParameters = 8;

    /// <summary>That of a call, in the types of the call, or of a method in its own; null where there is an obstacle.</summary>
    internal static DelegateSignature? Of(MethodReference method) => Obstacle(method) is null ? new([.. ParametersOf(method)], DispatchedMethods.ResultOf(Here(method, method.ReturnType))) : null;

    /// <summary>Why a method of this signature is called through a delegate by ordinary calls alone; null where it need not be.</summary>
    internal static string? Obstacle(MethodReference method)
    {
        if (!DispatchedMethods.IsTaskLike(Here(method, method.ReturnType))) return "it does not return a task";
        var parameters = ParametersOf(method).ToList();
        if (parameters.Count > MostParameters) return $"it has more than {MostParameters} parameters";
        if (!parameters.All(MayBeTypeArgument)) return "one of its parameters is passed by reference, or is a pointer or a ref struct";
        return ArgumentSize.Fits(parameters) ? null : "its arguments take more than 64 KB";
    }

    /// <summary>The arguments of the interface.</summary>
    /// <param name="none">The result of a task that gives nothing.</param>
    internal IEnumerable<TypeReference> Arguments(TypeReference none) => Parameters.Append(Result ?? none);

    /// <summary>Whether two may be the same for some type arguments.</summary>
    internal bool MayBecomeOne(DelegateSignature other) =>
        Parameters.Count == other.Parameters.Count && (Result is null) == (other.Result is null)
        && (Result is null || Unification.MayBecomeOne(Result, other.Result!)) && Parameters.Zip(other.Parameters, Unification.MayBecomeOne).All(may => may);

    /// <summary>Whether two are the same.</summary>
    internal bool IsSameAs(DelegateSignature other) => TypeIdentity.Exact.AreSame(Parameters, other.Parameters) && TypeIdentity.Exact.Equals(Result, other.Result);

    static IEnumerable<TypeReference> ParametersOf(MethodReference method) => method.Parameters.Select(parameter => Here(method, parameter.ParameterType));

    static TypeReference Here(MethodReference method, TypeReference type) =>
        TypeSubstitution.Apply(type, TypeSubstitution.By(method.DeclaringType, (method as GenericInstanceMethod)?.GenericArguments));

    /// <summary>A class is no ref struct: only what is not to be found, or may be one, is refused.</summary>
    static bool MayBeTypeArgument(TypeReference type) => type switch
    {
        GenericParameter parameter => !parameter.AllowsRefStructs(),
        ArrayType => true,
        GenericInstanceType instance => MayBeTypeArgument(instance.ElementType),
        TypeSpecification => false,
        _ => type.FullName is not "System.TypedReference" and not "System.ArgIterator" and not "System.RuntimeArgumentHandle"
            && (!type.IsValueType || type.IsPrimitive || (type.TryResolve() is { } definition && !definition.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsByRefLikeAttribute"))),
    };
}
