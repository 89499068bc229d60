using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>The object that an instance method is called on.</summary>
internal static class Receivers
{
    /// <summary>Pops it and checks it (ECMA-335 III.2.1, III.3.19, III.4.2).</summary>
    public static StackType Pop(Transfer transfer, MethodReference method, bool isVirtual)
    {
        var receiver = transfer.Pop();
        var type = method.DeclaringType;
        if (receiver.Kind == StackKind.Unknown || TypeShape.IsOpen(type)) return receiver;
        if (transfer.Constrained is { } constrained)
            CheckConstrained(transfer, receiver, constrained, type);
        else if (transfer.Types.IsValueType(type))
            CheckValue(transfer, receiver, type, isVirtual);
        else if (!receiver.IsObject || !StackAssignment.Fits(transfer.Types, receiver, type))
            transfer.Fail(FailureKind.ReceiverType, $"{receiver} as the receiver of {method}");
        return receiver;
    }

    /// <summary>
    /// A virtual method that a subclass may override is called without dispatch on <c>this</c> alone, as <c>base.M()</c> does it (III.3.19):
    /// otherwise anybody could go round the override. A boxed value type has no subclasses.
    /// </summary>
    public static void CheckThis(Transfer transfer, StackType receiver, MethodDefinition method)
    {
        if (!method.IsVirtual || method.IsAbstract || method.IsFinal || method.DeclaringType.IsSealed || receiver.IsThis || receiver.Kind == StackKind.Unknown) return;
        if (receiver.Kind == StackKind.Reference && transfer.Types.IsValueType(receiver.Type!)) return;
        transfer.Fail(FailureKind.ThisMismatch, $"{receiver} as the receiver of a call of {method} without dispatch, which has to be this");
    }

    static void CheckConstrained(Transfer transfer, StackType receiver, TypeReference constrained, TypeReference type)
    {
        MemberTokens.CheckType(transfer, constrained);
        if (receiver.Kind != StackKind.ManagedPointer || !Assignability.Elements(transfer.Types, receiver.Type!, constrained))
            transfer.Fail(FailureKind.ReceiverType, $"{receiver} as the receiver of a call constrained to {constrained}");
        else if (!Assignability.References(transfer.Types, constrained, type))
            transfer.Fail(FailureKind.ReceiverType, $"{constrained} is not a {type}");
    }

    static void CheckValue(Transfer transfer, StackType receiver, TypeReference type, bool isVirtual)
    {
        if (isVirtual)
            transfer.Fail(FailureKind.ReceiverType, $"callvirt on the value type {type}");
        else if (receiver.Kind is StackKind.UnmanagedPointer or StackKind.NativeInt)
            transfer.Fail(FailureKind.UnmanagedPointer, $"a method of {type} through an unmanaged pointer");
        else if (receiver.Kind != StackKind.ManagedPointer || !Assignability.Elements(transfer.Types, receiver.Type!, type))
            transfer.Fail(FailureKind.ReceiverType, $"{receiver} as the receiver of a method of {type}");
    }
}
