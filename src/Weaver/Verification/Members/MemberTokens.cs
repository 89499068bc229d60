using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>Tokens of types and members: fully instantiated, with the right number of arguments, and there (ECMA-335 II.22.25, II.9.4).</summary>
internal static class MemberTokens
{
    public static void CheckType(Transfer transfer, TypeReference type) => CheckType(transfer.Context, transfer.Instruction, type);

    public static void CheckType(VerificationContext context, Instruction? instruction, TypeReference type)
    {
        type = TypeShape.Strip(type);
        switch (type)
        {
            case GenericParameter parameter:
                CheckParameter(context, instruction, parameter);
                return;
            case GenericInstanceType instance:
                CheckInstance(context, instruction, instance);
                return;
            case FunctionPointerType:
                return;
            case TypeSpecification specification:
                CheckType(context, instruction, specification.ElementType);
                return;
        }
        CheckOpen(context, instruction, type);
        AccessRules.CheckType(context, instruction, type);
    }

    /// <summary>The types in the signature of a definition: their visibility is no concern of the runtime's.</summary>
    public static void CheckSignature(VerificationContext context, TypeReference type)
    {
        type = TypeShape.Strip(type);
        switch (type)
        {
            case GenericParameter parameter:
                CheckParameter(context, null, parameter);
                break;
            case GenericInstanceType instance:
                CheckArguments(context, null, instance);
                foreach (var argument in instance.GenericArguments) CheckSignature(context, argument);
                break;
            case FunctionPointerType:
                break;
            case TypeSpecification specification:
                CheckSignature(context, specification.ElementType);
                break;
            default:
                CheckOpen(context, null, type);
                break;
        }
    }

    static void CheckInstance(VerificationContext context, Instruction? instruction, GenericInstanceType instance)
    {
        CheckArguments(context, instruction, instance);
        foreach (var argument in instance.GenericArguments) CheckType(context, instruction, argument);
        AccessRules.CheckType(context, instruction, instance.ElementType);
    }

    static void CheckOpen(VerificationContext context, Instruction? instruction, TypeReference type)
    {
        if (type.HasGenericParameters || context.Types.Resolve(type) is { HasGenericParameters: true })
            context.Fail(instruction, FailureKind.NotInstantiated, $"{type} is used without its type arguments");
    }

    static void CheckArguments(VerificationContext context, Instruction? instruction, GenericInstanceType instance)
    {
        var definition = context.Types.Resolve(instance);
        if (definition is not null && definition.GenericParameters.Count != instance.GenericArguments.Count)
            context.Fail(instruction, FailureKind.GenericArgumentCount, $"{instance} has {instance.GenericArguments.Count} type arguments, not {definition.GenericParameters.Count}");
        else if (definition is not null && Constraints.Violation(context, definition.GenericParameters, instance, null) is { } violation)
            context.Fail(instruction, FailureKind.Constraint, $"{instance}: {violation}");
    }

    static void CheckParameter(VerificationContext context, Instruction? instruction, GenericParameter parameter)
    {
        var count = parameter.Type == GenericParameterType.Type ? context.Type.GenericParameters.Count : context.User?.GenericParameters.Count ?? 0;
        if (parameter.Position >= count)
            context.Fail(instruction, FailureKind.GenericParameterOutOfRange, $"{parameter} is number {parameter.Position}, but only {count} are in scope");
    }

    /// <summary>Returns the definition, or null where it is not to be had.</summary>
    public static FieldDefinition? CheckField(Transfer transfer, FieldReference field)
    {
        CheckType(transfer, field.DeclaringType);
        if (transfer.Types.Resolve(field.DeclaringType) is not { } type) return null;
        var definition = transfer.Types.Members.Field(field);
        if (definition is null) transfer.Fail(FailureKind.MissingMember, $"{type} has no field {field.Name}");
        return definition;
    }

    /// <summary>Returns the definition, or null where it is not to be had.</summary>
    public static MethodDefinition? CheckMethod(Transfer transfer, MethodReference method)
    {
        CheckType(transfer, method.DeclaringType);
        var arguments = (method as GenericInstanceMethod)?.GenericArguments;
        foreach (var argument in arguments ?? []) CheckType(transfer, argument);
        if (method.DeclaringType is ArrayType || transfer.Types.Resolve(method.DeclaringType) is not { } type) return null;
        var definition = transfer.Types.Members.Method(method);
        if (definition is null)
        {
            transfer.Fail(FailureKind.MissingMember, $"{type} has no method {method}");
            return null;
        }
        CheckArguments(transfer, method, definition, arguments?.Count ?? 0);
        if (arguments?.Count == definition.GenericParameters.Count && Constraints.Violation(transfer.Context, definition.GenericParameters, method.DeclaringType, method) is { } violation)
            transfer.Fail(FailureKind.Constraint, $"{method}: {violation}");
        if (definition.IsStatic == method.HasThis)
            transfer.Fail(FailureKind.StaticInstanceMismatch, $"{method} is {(definition.IsStatic ? "static" : "not static")}");
        return definition;
    }

    static void CheckArguments(Transfer transfer, MethodReference method, MethodDefinition definition, int given)
    {
        var wanted = definition.GenericParameters.Count;
        if (wanted == given) return;
        if (given == 0) transfer.Fail(FailureKind.NotInstantiated, $"{method} is used without its type arguments");
        else transfer.Fail(FailureKind.GenericArgumentCount, $"{method} has {given} type arguments, not {wanted}");
    }
}
