using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis.Escapes;

/// <summary>
/// What a method does with the futures that its calls return: a forward data-flow over the stack, and over variables from each store to the loads
/// that it reaches.
/// </summary>
sealed class FutureUses
{
    readonly MethodBody body;
    readonly StackSimulation simulation;
    readonly ReachingStores stores;
    readonly Lazy<AwaitOrder> order;
    readonly ArgumentArrays arrays;
    readonly Dictionary<Instruction, Suspension> awaits;

    internal FutureUses(MethodBody body, StackSimulation simulation, FlowGraph graph, ReachingStores stores, MoveNextShape? machine)
    {
        (this.body, this.simulation, this.stores) = (body, simulation, stores);
        order = new(() => new(body, graph, stores, machine));
        arrays = new(body, simulation);
        awaits = machine?.Suspensions.ToDictionary(suspension => suspension.GetAwaiter) ?? [];
    }

    /// <summary>All uses of the future that a call returns.</summary>
    internal Uses Of(Instruction call)
    {
        var uses = new Uses([], [], [], []);
        var seen = new HashSet<Instruction>();
        var work = new Stack<Instruction>();
        work.Push(call);
        while (work.Count > 0)
        {
            var producer = work.Pop();
            if (!seen.Add(producer)) continue;
            foreach (var consumer in simulation.Consumers(producer))
            {
                foreach (var further in Use(producer, consumer, uses)) work.Push(further);
            }
        }
        return uses;
    }

    /// <summary>The use by which the future that a call returns escapes, or does not stay what it is, before it is awaited, if it is.</summary>
    internal FutureUse EscapeOf(Instruction call)
    {
        var uses = Of(call);
        if (uses.Others.Count > 0) return uses.Others.OrderBy(use => use.At.Offset).First().Use;
        if (uses.Awaits.Count == 0) return uses.Conversions.Count > 0 ? new(UseKind.Converted, uses.Conversions[0].Name) : new(UseKind.Dropped, null);
        if (uses.Awaits.Any(await => !IsAwaitedAsItIs(call, await.GetAwaiter, uses))) return new(UseKind.Converted, "an upcast");
        return order.Value.Of(call, uses);
    }

    /// <returns>The instructions that hand the future on.</returns>
    IEnumerable<Instruction> Use(Instruction producer, Instruction consumer, Uses uses)
    {
        switch (consumer.OpCode.Code)
        {
            case Code.Dup:
                return [consumer];
            case Code.Pop or Code.Brtrue or Code.Brtrue_S or Code.Brfalse or Code.Brfalse_S or Code.Initobj:
                return [];
        }
        if (FutureConversion.Of(consumer) is { } conversion)
        {
            uses.Conversions.Add(conversion);
            return [consumer];
        }
        if (consumer.CalledMethod() is { } method) return Call(producer, consumer, method, uses);
        if (stores.StoredPlace(consumer) is { } place)
        {
            uses.Places.Add(place);
            return stores.After(consumer);
        }
        uses.Others.Add((Other(producer, consumer), consumer));
        return [];
    }

    FutureUse Other(Instruction producer, Instruction consumer)
    {
        switch (consumer.OpCode.Code)
        {
            case Code.Ret:
                return new(UseKind.Returned, null);
            case Code.Stfld or Code.Stsfld when (FieldReference)consumer.Operand is var field:
                return new(SourceNames.IsClosure(field.DeclaringType) ? UseKind.Captured : UseKind.StoredInField, SourceNames.OfField(field));
            case Code.Stelem_Any or Code.Stelem_Ref:
                return arrays.ReceiverOf(consumer) is { } receiver ? new(UseKind.PassedToMethod, receiver) : new(UseKind.StoredInArray, null);
            case Code.Stind_Ref or Code.Stobj:
                return arrays.ReceiverOf(consumer) is { } taker ? new(UseKind.PassedToMethod, taker) : new(UseKind.StoredByReference, null);
            case Code.Newobj:
                return new(UseKind.PassedToMethod, arrays.ReceiverOf(consumer) ?? SourceNames.OfType(((MethodReference)consumer.Operand).DeclaringType));
            case Code.Box or Code.Castclass or Code.Isinst:
                return new(UseKind.Converted, "a cast");
            default:
                return new(UseKind.NotUnderstood, null);
        }
    }

    IEnumerable<Instruction> Call(Instruction producer, Instruction call, MethodReference method, Uses uses)
    {
        bool isReceiver = method.HasThis && simulation.Producers(call, 0).Contains(producer);
        if (ConfigureAwaitCalls.IsConfigureAwait(method) || ConfigureAwaitHelper.Of(method, body.Method) is not null) return [call];
        if (!isReceiver)
        {
            uses.Others.Add((new(UseKind.PassedToMethod, $"{SourceNames.OfType(method.DeclaringType)}.{method.Name}"), call));
            return [];
        }
        if (awaits.TryGetValue(call, out var suspension))
        {
            if (!uses.Awaits.Contains(suspension)) uses.Awaits.Add(suspension);
            return [];
        }
        uses.Others.Add((Member(call, method.Name), call));
        return [];
    }

    FutureUse Member(Instruction call, string name) => name switch
    {
        "GetAwaiter" => IsWaitedFor(call) ? new(UseKind.ResultAskedFor, "GetResult") : new(UseKind.AwaiterTaken, null),
        "get_Result" => new(UseKind.ResultAskedFor, "Result"),
        "Wait" => new(UseKind.ResultAskedFor, name),
        _ => new(UseKind.MemberCalled, name.StartsWith("get_", StringComparison.Ordinal) ? name.Substring(4) : name),
    };

    /// <summary>Whether the awaiter's GetResult is called at once: the caller waits for the future.</summary>
    bool IsWaitedFor(Instruction getAwaiter)
    {
        var next = getAwaiter.NextReal();
        if (next?.StoredVariable(body) is { } variable && next.NextReal() is { } load && load.AddressedVariable() == variable) next = load.NextReal();
        return next?.CalledMethod()?.Name == "GetResult";
    }

    /// <summary>Whether the await is one of the type that the call returns, or that was made of it: an upcast leaves no trace in the code.</summary>
    bool IsAwaitedAsItIs(Instruction call, Instruction getAwaiter, Uses uses)
    {
        var method = call.CalledMethod()!;
        var type = TypeSubstitution.Apply(method.ReturnType, TypeSubstitution.By(method.DeclaringType, (method as GenericInstanceMethod)?.GenericArguments));
        bool IsOne(TypeReference other) => TypeIdentity.Exact.Equals(other, type);
        if (uses.Conversions.Count > 0)
        {
            if (!IsOne(uses.Conversions[0].From)) return false;
            type = uses.Conversions.Last().To;
        }
        return simulation.Consumers(call).All(consumer => ConfiguredType(consumer) is not { } configured || IsOne(configured))
            && (getAwaiter.CalledMethod()!.DeclaringType.Name.StartsWith("Configured", StringComparison.Ordinal) || IsOne(getAwaiter.CalledMethod()!.DeclaringType));
    }

    /// <summary>The type of future that a call configures; null where it is no such call.</summary>
    TypeReference? ConfiguredType(Instruction call) =>
        call.CalledMethod() is not { } method ? null
        : ConfigureAwaitCalls.IsConfigureAwait(method) ? method.DeclaringType
        : ConfigureAwaitHelper.Of(method, body.Method)?.FutureType;
}

/// <summary>The uses of one future.</summary>
/// <param name="Others">All but awaits.</param>
/// <param name="Awaits">The awaits.</param>
/// <param name="Places">The variables and fields of the state machine in which it is kept.</param>
/// <param name="Conversions">What other futures are made of it.</param>
sealed record Uses(List<(FutureUse Use, Instruction At)> Others, List<Suspension> Awaits, List<object> Places, List<FutureConversion> Conversions);
