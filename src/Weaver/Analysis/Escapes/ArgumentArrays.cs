using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.Escapes;

/// <summary>The arrays and inline arrays that the compiler makes for the arguments of a <c>params</c> parameter.</summary>
sealed class ArgumentArrays(MethodBody body, StackSimulation simulation)
{
    readonly Dictionary<Instruction, Instruction?> makers = [], takers = [];

    /// <summary>The method to which the array goes into which an element is stored, or the span that is made of a single one; null where it is no array of arguments.</summary>
    internal string? ReceiverOf(Instruction store)
    {
        if (store.OpCode.Code == Code.Newobj)
            return ((MethodReference)store.Operand).DeclaringType.Name is "ReadOnlySpan`1" or "Span`1" && simulation.Consumers(store) is [{ } taker, ..] ? Name(taker) : null;
        var target = simulation.Producer(store, 0);
        if (target?.CalledMethod() is { Name: "InlineArrayElementRef" or "InlineArrayFirstElementRef" } && simulation.Producer(target, 0)?.AddressedVariable() is { } buffer) return ReceiverOf(buffer);
        var array = target is null ? null : MadeBy(target);
        if (array?.OpCode.Code != Code.Newarr) return null;
        if (!takers.TryGetValue(array, out var taken)) takers[array] = taken = Taker(array);
        return Name(taken);
    }

    /// <summary>What made a value, seen through dup. The copy for an element is one of that for the element before, of which there may be thousands: none is looked behind twice.</summary>
    Instruction? MadeBy(Instruction value)
    {
        var copies = new List<Instruction>();
        Instruction? maker = value;
        while (maker?.OpCode.Code == Code.Dup)
        {
            copies.Add(maker);
            if (makers.TryGetValue(maker, out maker!)) break;
            maker = simulation.Producer(copies[copies.Count - 1], 0);
        }
        foreach (var copy in copies) makers[copy] = maker;
        return maker;
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
        // Each copy before what comes after it.
        var seen = new HashSet<Instruction>();
        var open = new Stack<Instruction>(simulation.Consumers(array).Reverse());
        while (open.Count > 0)
        {
            var consumer = open.Pop();
            if (consumer.OpCode.Code is not (Code.Dup or Code.Stelem_Any or Code.Stelem_Ref)) return consumer;
            if (consumer.OpCode.Code != Code.Dup || !seen.Add(consumer)) continue;
            foreach (var next in simulation.Consumers(consumer).Reverse()) open.Push(next);
        }
        return null;
    }

    static string? Name(Instruction? taker) => taker?.CalledMethod() is { } method ? $"{SourceNames.OfType(method.DeclaringType)}.{method.Name}" : null;
}
