using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>call, callvirt, newobj, ldftn and ldvirtftn.</summary>
internal static class Calls
{
    public static bool TryApply(Transfer transfer)
    {
        if (transfer.Instruction.Operand is not MethodReference method) return false;
        switch (transfer.Instruction.OpCode.Code)
        {
            case Code.Call or Code.Callvirt:
                Call(transfer, method);
                return true;
            case Code.Newobj:
                New(transfer, method);
                return true;
            case Code.Ldftn:
                MemberTokens.CheckMethod(transfer, method);
                if (method.Name == ".ctor") transfer.Fail(FailureKind.ConstructorCall, "the address of a constructor");
                AccessRules.CheckMethod(transfer, method, receiver: null);
                transfer.Push(StackType.NativeInt with { Target = method });
                return true;
            case Code.Ldvirtftn:
                MemberTokens.CheckMethod(transfer, method);
                PopDispatched(transfer, method.DeclaringType);
                AccessRules.CheckMethod(transfer, method, receiver: null);
                transfer.Push(StackType.NativeInt with { Target = method });
                return true;
            default:
                return false;
        }
    }

    /// <summary>The object of ldvirtftn. Of a struct's method, for a delegate over it: the struct in its box (ECMA-335 III.4.18).</summary>
    static void PopDispatched(Transfer transfer, TypeReference type)
    {
        const string Place = "the object of ldvirtftn";
        if (!transfer.Types.IsValueType(type))
        {
            transfer.Pop(type, FailureKind.ReceiverType, Place);
            return;
        }
        var value = transfer.Pop();
        if (value.Kind is StackKind.Unknown or StackKind.Null || (value.Kind == StackKind.Reference && transfer.Types.Same(value.Type!, type))) return;
        transfer.Fail(FailureKind.ReceiverType, $"{value} for {Place} of the type {type}");
    }

    static void Call(Transfer transfer, MethodReference method)
    {
        var definition = MemberTokens.CheckMethod(transfer, method);
        var isVirtual = transfer.Instruction.OpCode.Code == Code.Callvirt;
        PopArguments(transfer, method, definition);
        StackType? receiver = null;
        if (method.HasThis)
        {
            receiver = Receivers.Pop(transfer, method, isVirtual);
            if (definition is not null && !isVirtual) Receivers.CheckThis(transfer, receiver, definition);
            if (method.Name == ".ctor") Receivers.CheckConstructed(transfer, receiver, method);
        }
        else if (isVirtual)
            transfer.Fail(FailureKind.StaticInstanceMismatch, $"callvirt of the static {method}");
        if (definition is { IsAbstract: true } && !isVirtual && transfer.Constrained is null)
            transfer.Fail(FailureKind.AbstractCall, $"call of the abstract {method}");
        if (definition is { IsStatic: true, IsVirtual: true } && transfer.Constrained is { } implementer)
            CheckImplementer(transfer, implementer, method.DeclaringType);
        AccessRules.CheckMethod(transfer, method, receiver);
        PushResult(transfer, method);
    }

    // Static abstract and static virtual members of interfaces (C# 11) are reached through a type alone.
    static void CheckImplementer(Transfer transfer, TypeReference implementer, TypeReference declaringType)
    {
        if (!Assignability.References(transfer.Types, implementer, declaringType))
            transfer.Fail(FailureKind.ReceiverType, $"{implementer} does not implement {declaringType}");
    }

    static void PopArguments(Transfer transfer, MethodReference method, MethodDefinition? definition)
    {
        for (var i = method.Parameters.Count - 1; i >= 0; i--)
        {
            var type = ParameterType(method, i);
            var value = transfer.Pop(type, FailureKind.ArgumentType, $"argument {i} of {method.Name}");
            if (!value.IsReadOnly || definition is null || i >= definition.Parameters.Count) continue;
            var parameter = definition.Parameters[i];
            if (TypeShape.Strip(type) is ByReferenceType && !ReadOnlyReferences.IsReadOnly(parameter, method.Parameters[i].ParameterType))
                transfer.Fail(FailureKind.ReadOnlyPointer, $"{value} for argument {i} of {method.Name}, which may be written to");
        }
    }

    static TypeReference ParameterType(MethodReference method, int index) =>
        TypeShape.Substitute(method.Parameters[index].ParameterType, method.DeclaringType, method);

    static void PushResult(Transfer transfer, MethodReference method)
    {
        var type = TypeShape.Strip(TypeShape.Substitute(method.ReturnType, method.DeclaringType, method));
        if (transfer.HasReadOnlyPrefix && type is ByReferenceType reference && method.DeclaringType is ArrayType)
            transfer.Push(StackType.Pointer(reference.ElementType) with { IsReadOnly = true });
        else
            transfer.Push(type);
    }

    static void New(Transfer transfer, MethodReference constructor)
    {
        var definition = MemberTokens.CheckMethod(transfer, constructor);
        var type = constructor.DeclaringType;
        if (constructor.Name != ".ctor" || !constructor.HasThis)
            transfer.Fail(FailureKind.InvalidOperand, $"newobj of {constructor}, which is not a constructor");
        if (definition?.DeclaringType is { IsAbstract: true } or { IsInterface: true })
            transfer.Fail(FailureKind.AbstractNew, $"newobj of the abstract {type}");
        if (Delegates.IsDelegate(transfer.Types, type))
            Delegates.PopConstruction(transfer, type);
        else
            PopArguments(transfer, constructor, definition);
        AccessRules.CheckMethod(transfer, constructor, receiver: null);
        transfer.Push(type);
    }
}
