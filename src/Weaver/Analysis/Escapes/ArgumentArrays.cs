using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.Escapes;

/// <summary>The arrays and inline arrays that the compiler makes for the arguments of a <c>params</c> parameter.</summary>
sealed class ArgumentArrays(MethodBody body, StackSimulation simulation)
{
    /// <summary>The method to which the array goes into which an element is stored, or the span that is made of a single one; null where it is no array of arguments.</summary>
    internal string? ReceiverOf(Instruction store)
    {
        if (store.OpCode.Code == Code.Newobj)
            return ((MethodReference)store.Operand).DeclaringType.Name is "ReadOnlySpan`1" or "Span`1" && simulation.Consumers(store) is [{ } taker, ..] ? Name(taker) : null;
        var target = simulation.Producer(store, 0);
        if (target?.CalledMethod() is { Name: "InlineArrayElementRef" or "InlineArrayFirstElementRef" } && simulation.Producer(target, 0)?.AddressedVariable() is { } buffer) return ReceiverOf(buffer);
        while (target?.OpCode.Code == Code.Dup) target = simulation.Producer(target, 0);
        return target?.OpCode.Code == Code.Newarr ? Name(Taker(target)) : null;
    }

    string? ReceiverOf(VariableDefinition buffer)
    {
        foreach (var span in body.Instructions)
        {
            if (simulation.IsReached(span) && span.CalledMethod() is { Name: "InlineArrayAsReadOnlySpan" or "InlineArrayAsSpan" } && simulation.Producer(span, 0)?.AddressedVariable() == buffer)
                return simulation.Consumers(span) is [{ } user, ..] ? Name(user) : null;
        }
        return null;
    }

    /// <summary>What takes the array once it has been filled.</summary>
    Instruction? Taker(Instruction array)
    {
        foreach (var consumer in simulation.Consumers(array))
        {
            if (consumer.OpCode.Code == Code.Dup && Taker(consumer) is { } taker) return taker;
            if (consumer.OpCode.Code is not (Code.Dup or Code.Stelem_Any or Code.Stelem_Ref)) return consumer;
        }
        return null;
    }

    static string? Name(Instruction? taker) => taker?.CalledMethod() is { } method ? $"{SourceNames.OfType(method.DeclaringType)}.{method.Name}" : null;
}
