using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.Coercions;

/// <summary>A call, a constructor call, or a pointer to a method: receiver, arguments, type arguments, and of a delegate the method that it is made of.</summary>
/// <param name="instruction">The instruction.</param>
/// <param name="taken">What it takes from the stack.</param>
/// <param name="conversions">Which conversions there are.</param>
sealed class CoercionCall(Instruction instruction, List<HeldValue> taken, Conversions conversions)
{
    const string Services = "Microsoft.Extensions.DependencyInjection";

    readonly MethodReference called = (MethodReference)instruction.Operand;

    internal IEnumerable<(Instruction At, Conversion Conversion, CoercionKind Kind)> Find()
    {
        // Who asks for an adapter has said what is to be said, and Boxing.Of says it too.
        if (called.DeclaringType.Scope is { Name: "Unboxed" or "Unboxed.Extensions.DependencyInjection" }) return [];
        var found = OfTypeArguments().Select(conversion => (instruction, conversion, CoercionKind.TypeArgument));
        if (instruction.OpCode.Code is Code.Ldftn or Code.Ldvirtftn) return found;
        found = found.Concat(OfValues().Select(flow => (flow.At, flow.Conversion, flow.Conversion.IsOfElements ? CoercionKind.Elements : CoercionKind.Value)));
        if (instruction.OpCode.Code == Code.Newobj && taken is [_, { Function: { } function }]) found = found.Concat(OfDelegate(function).Select(conversion => (instruction, conversion, CoercionKind.Method)));
        if (called.DeclaringType.Namespace.StartsWith(Services, StringComparison.Ordinal)) found = found.Concat(OfRegistration().Select(conversion => (instruction, conversion, CoercionKind.Registration)));
        return found;
    }

    /// <summary>A type of the signature, in the types of the call.</summary>
    internal static TypeReference InCall(MethodReference called, TypeReference type) =>
        TypeSubstitution.Apply(type, TypeSubstitution.By(called.DeclaringType, (called as GenericInstanceMethod)?.GenericArguments));

    IEnumerable<PendingConversion> OfValues()
    {
        int first = taken.Count - called.Parameters.Count;
        var arguments = called.Parameters.SelectMany((parameter, index) => conversions.Of(taken[first + index], InCall(called, parameter.ParameterType), instruction));
        // The receiver of a call with a prefix is an address.
        return first == 1 && called.HasThis && taken[0].Target is null ? conversions.Of(taken[0], called.DeclaringType, instruction).Concat(arguments) : arguments;
    }

    IEnumerable<Conversion> OfTypeArguments()
    {
        bool isOfType = instruction.OpCode.Code == Code.Newobj || (instruction.OpCode.Code == Code.Call && !called.HasThis);
        if (isOfType && called.DeclaringType is GenericInstanceType type && type.TryResolve() is { } declaring)
        {
            foreach (var conversion in OfTypeArguments(declaring.GenericParameters, type.GenericArguments)) yield return conversion;
        }
        if (called is GenericInstanceMethod instance && called.TryResolveMethod() is { } definition)
        {
            foreach (var conversion in OfTypeArguments(definition.GenericParameters, instance.GenericArguments)) yield return conversion;
        }
    }

    IEnumerable<Conversion> OfTypeArguments(IEnumerable<GenericParameter> parameters, IEnumerable<TypeReference> arguments) =>
        from pair in parameters.Zip(arguments, (parameter, argument) => (parameter, argument))
        from constraint in pair.parameter.Constraints
        from conversion in conversions.Between(pair.argument, InCall(called, constraint.ConstraintType))
        select conversion;

    IEnumerable<Conversion> OfDelegate(MethodReference function)
    {
        if (called.DeclaringType.TryResolve()?.Methods.FirstOrDefault(method => method.Name == "Invoke") is not { } invoke || !IsDelegate(invoke.DeclaringType)) return [];
        // A static method may be bound to its first argument.
        int bound = function.Parameters.Count - invoke.Parameters.Count;
        var parameters = bound is 0 or 1
            ? invoke.Parameters.SelectMany((parameter, index) => conversions.Between(InDelegate(parameter.ParameterType), InCall(function, function.Parameters[index + bound].ParameterType)))
            : [];
        return conversions.Between(InCall(function, function.ReturnType), InDelegate(invoke.ReturnType)).Concat(parameters);

        TypeReference InDelegate(TypeReference type) => TypeSubstitution.Apply(type, TypeSubstitution.By(called.DeclaringType));
    }

    static bool IsDelegate(TypeDefinition type) => type.BaseType is { FullName: "System.MulticastDelegate" };

    /// <summary>The types that the registration of a service names: what it is asked for as comes first.</summary>
    IEnumerable<Conversion> OfRegistration()
    {
        var named = taken.Select(value => value.Token).OfType<TypeReference>().ToList();
        return named.Count == 2 ? conversions.Between(named[1], named[0]) : [];
    }
}
