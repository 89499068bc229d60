using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>A companion as one caller sees it, in the caller's own type parameters.</summary>
/// <param name="Interface">The interface that is called.</param>
/// <param name="Type">Its companion.</param>
/// <param name="Method">The companion's method.</param>
/// <param name="Parameters">The types of the arguments.</param>
/// <param name="Result">What is returned; null for nothing.</param>
sealed record CompanionCall(TypeReference Interface, TypeReference Type, MethodReference Method, IReadOnlyList<TypeReference> Parameters, TypeReference? Result)
{
    internal static CompanionCall At(SuspensionPlan site, CompanionInterfaces companions)
    {
        var call = (MethodReference)site.Origin.Call!.Operand;
        var companion = companions.Method(site.Callee!);
        var methodArguments = call is GenericInstanceMethod generic ? generic.GenericArguments : null;
        var here = TypeSubstitution.By(call.DeclaringType, methodArguments);
        var type = companion.DeclaringType.Of(call.DeclaringType.Arguments());
        return new(
            call.DeclaringType, type, companion.On(type, methodArguments),
            site.Callee!.InterfaceMethod.Parameters.Select(parameter => TypeSubstitution.Apply(parameter.ParameterType, here)).ToList(),
            site.Callee.Result is { } result ? TypeSubstitution.Apply(result, here) : null);
    }
}
