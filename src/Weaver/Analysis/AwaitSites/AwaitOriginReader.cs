using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Escapes;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>Finds where the awaited value of a suspension comes from: back from the await to all its makers, and from each of them forward again.</summary>
sealed class AwaitOriginReader
{
    readonly StateMachine machine;
    readonly MethodBody body;
    readonly StackSimulation simulation;
    readonly Liveness liveness;
    readonly ReachingStores stores;
    readonly FutureUses uses;

    internal AwaitOriginReader(StateMachine machine, Liveness liveness)
    {
        this.machine = machine;
        this.liveness = liveness;
        body = machine.MoveNext.Body;
        simulation = machine.Shape.Simulation!;
        stores = new(body, liveness.Graph, simulation, isMachine: true);
        uses = new(body, simulation, liveness.Graph, stores, machine.Shape);
    }

    internal AwaitOrigin Read(Suspension suspension)
    {
        var sources = SourcesOf(suspension.GetAwaiter);
        var calls = sources.Select(source => Follow(suspension, source)).OfType<AwaitedCall>().OrderBy(call => call.Call.Offset).ToList();
        var awaitedType = calls.Count > 0 ? ResultOf(calls[0].Method) : AwaitedType(suspension);
        if (calls.Count > 0) return new(calls, sources.Count, calls[0].Method, awaitedType, Detour.None);

        var makers = sources.SelectMany(MakersOf).Distinct().ToList();
        var known = makers.Select(maker => maker.CalledMethod()).OfType<MethodReference>().ToList();
        if (known.Count == 0) return new([], sources.Count, null, awaitedType, Detour.NotACall);
        if (known.Count < makers.Count || known.Any(method => !MethodIdentity.AreSame(method, known[0]))) return new([], sources.Count, null, awaitedType, Detour.SeveralPlaces);
        var detour = makers.Select(DetourOf).Max();
        return new([], sources.Count, known[0], awaitedType, detour) { Use = detour == Detour.None ? makers.Select(maker => uses.EscapeOf(maker)).First() : null };
    }

    AwaitedCall? Follow(Suspension suspension, Instruction source)
    {
        if (source.CalledMethod() is not { } method || ConfigureAwaitCalls.OfHelper(method, machine.MoveNext) is not null) return null;
        var receiver = method.HasThis ? TypeOf(simulation.Producer(source, 0)) : null;
        return StraightPath.Follow(machine, suspension, liveness, stores, source, ResultOf(method)) is { } call
            ? call with { Receiver = receiver, Overridden = source.OpCode.Code == Code.Callvirt ? VirtualSlots.OverriddenBy(method) : null }
            : null;
    }

    /// <summary>The instructions that made the awaited value, seen through variables, branches and ConfigureAwait; without null, which is no future.</summary>
    List<Instruction> SourcesOf(Instruction getAwaiter)
    {
        var found = new List<Instruction>();
        var seen = new HashSet<Instruction>();
        var work = new Stack<Instruction>(simulation.Producers(getAwaiter, 0));
        while (work.Count > 0)
        {
            var producer = work.Pop();
            if (!seen.Add(producer)) continue;
            var before = Behind(producer);
            if (producer.OpCode.Code == Code.Ldnull) continue;
            if (before is null) found.Add(producer);
            else foreach (var behind in before) work.Push(behind);
        }
        return found;
    }

    /// <summary>What made a value that was only handed on; null where it was made here.</summary>
    IEnumerable<Instruction>? Behind(Instruction producer)
    {
        if (producer.OpCode.Code == Code.Dup) return simulation.Producers(producer, 0);
        if (producer.CalledMethod() is { } method && (ConfigureAwaitCalls.IsConfigureAwait(method) || ConfigureAwaitCalls.OfHelper(method, machine.MoveNext) is not null))
            return simulation.Producers(producer, 0);
        if (stores.LoadedPlace(producer) is null || stores.Before(producer) is not { Count: > 0 } makers) return null;
        return makers.SelectMany(Stored);
    }

    /// <summary>What makes the value that an instruction stores: the instruction itself, where it stores a default value.</summary>
    IEnumerable<Instruction> Stored(Instruction store) =>
        store.OpCode.Code == Code.Initobj ? [store] : simulation.Producers(store, store.OpCode.Code == Code.Stfld ? 1 : 0);

    /// <summary>For a value that was read from a field of an object, the calls whose results this method stores there.</summary>
    IEnumerable<Instruction> MakersOf(Instruction source)
    {
        if (source.OpCode.Code is not (Code.Ldfld or Code.Ldflda) || stores.LoadedPlace(source) is not null || ((FieldReference)source.Operand).Resolve() is not { } field) return [source];
        var makers = body.Instructions.Where(store => store.OpCode.Code == Code.Stfld && simulation.IsReached(store) && ((FieldReference)store.Operand).Resolve() == field)
            .SelectMany(store => simulation.Producers(store, 1)).ToList();
        return makers.Count > 0 ? makers : [source];
    }

    Detour DetourOf(Instruction call)
    {
        if (simulation.Consumers(call) is not [{ } configure] || configure.CalledMethod() is not { } method || !ConfigureAwaitCalls.IsConfigureAwait(method)) return Detour.None;
        if (simulation.ConstantOperand(configure, 1) is { } constant && ConfigureAwaitCalls.Continues(method, constant) is not null) return Detour.None;
        return ConfigureAwaitCalls.TakesBoolean(method) ? Detour.ConfigureAwaitArgument : Detour.ConfigureAwaitOptions;
    }

    TypeReference AwaitedType(Suspension suspension)
    {
        var producer = simulation.Producers(suspension.GetAwaiter, 0).First();
        if (stores.LoadedPlace(producer) is not null && stores.Before(producer) is [{ } store, ..]) producer = Stored(store).First();
        return producer.CalledMethod() is { } method && ConfigureAwaitCalls.IsConfigureAwait(method) ? method.DeclaringType : suspension.GetAwaiter.CalledMethod()!.DeclaringType;
    }

    /// <summary>The type of a value by the instruction that made it; null where that does not say it.</summary>
    TypeReference? TypeOf(Instruction? producer)
    {
        if (producer is null) return null;
        if (producer.LoadedVariable(body) is { } variable) return variable.VariableType;
        return producer.OpCode.Code switch
        {
            Code.Ldfld when (FieldReference)producer.Operand is var field => TypeSubstitution.Apply(field.FieldType, TypeSubstitution.By(field.DeclaringType)),
            Code.Newobj => ((MethodReference)producer.Operand).DeclaringType,
            Code.Castclass => (TypeReference)producer.Operand,
            _ when producer.CalledMethod() is { } method => ResultOf(method),
            _ => null,
        };
    }

    static TypeReference ResultOf(MethodReference method) =>
        TypeSubstitution.Apply(method.ReturnType, TypeSubstitution.By(method.DeclaringType, (method as GenericInstanceMethod)?.GenericArguments));
}
