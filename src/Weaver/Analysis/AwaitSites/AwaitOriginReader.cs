using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Escapes;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.Nesting;
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
    readonly Lazy<FutureUses> uses;
    readonly Lazy<ILookup<FieldDefinition, Instruction>> fieldStores;
    readonly HashSet<Instruction> results;

    internal AwaitOriginReader(StateMachine machine, Liveness liveness)
    {
        this.machine = machine;
        this.liveness = liveness;
        body = machine.MoveNext.Body;
        simulation = machine.Shape.Simulation!;
        results = new(machine.Shape.Suspensions.Select(suspension => suspension.GetResult));
        stores = new(body, liveness.Graph, simulation, isMachine: true);
        // Most futures are awaited at once.
        uses = new(() => new(body, simulation, liveness.Graph, stores, machine.Shape));
        fieldStores = new(() => body.Instructions.Where(store => store.OpCode.Code == Code.Stfld && simulation.IsReached(store)).ToLookup(store => ((FieldReference)store.Operand).Resolve()));
    }

    internal AwaitOrigin Read(Suspension suspension)
    {
        var sources = SourcesOf(suspension.GetAwaiter);
        var calls = sources.Select(source => Follow(suspension, source)).OfType<AwaitedCall>().OrderBy(call => call.Call.Offset).ToList();
        var awaitedType = calls.Count > 0 ? ResultOf(calls[0].Method) : AwaitedType(suspension);
        if (calls.Count > 0) return new(calls, sources.Count, calls[0].Method, awaitedType, Detour.None);

        var makers = sources.SelectMany(MakersOf).Distinct().ToList();
        var known = makers.Select(CalledMethod).OfType<MethodReference>().ToList();
        if (known.Count == 0) return new([], sources.Count, null, awaitedType, Detour.NotACall);
        if (known.Count < makers.Count || known.Any(method => !MethodIdentity.AreSame(method, known[0]))) return new([], sources.Count, null, awaitedType, Detour.SeveralPlaces);
        var detours = makers.Select(DetourOf).ToList();
        var detour = detours.Max(found => found.Detour);
        return new([], sources.Count, known[0], awaitedType, detour)
        {
            Use = detour == Detour.None ? makers.Select(maker => uses.Value.EscapeOf(maker)).First() : null,
            Helper = detours.First(found => found.Detour == detour).Helper,
        };
    }

    AwaitedCall? Follow(Suspension suspension, Instruction source)
    {
        if (CalledMethod(source) is not { } method) return null;
        var receiver = method.HasThis ? TypeOf(simulation.Producer(source, 0)) : null;
        return StraightPath.Follow(machine, suspension, liveness, stores, source, ResultOf(method)) is { } call
            ? call with { IsOnReadOnlyAddress = IsOnAddress(source, method) && !simulation.Producers(source, 0).All(address => KeptAddresses.Is(address, simulation)), Receiver = receiver, Target = TargetOf(source, method), Overridden = source.OpCode.Code == Code.Callvirt ? VirtualSlots.OverriddenBy(method) : null }
            : null;
    }

    static bool IsOnAddress(Instruction call, MethodReference method) => method.HasThis && (method.DeclaringType.IsValueType || call.Prefix() is { OpCode.Code: Code.Constrained });

    CallTarget TargetOf(Instruction call, MethodReference method) =>
        method.HasThis && ConfiguredWrapper.WrappedBy(method) is null && call.Prefix() is null && !machine.Kickoff.DeclaringType.IsValueType ? CallTarget.Of(Kept(simulation.Producer(call, 0)), IsThis, simulation, machine.Type.Module) : default;

    /// <summary>Whether an instruction loads the object whose method this is.</summary>
    bool IsThis(Instruction? producer) => Kept(producer) is { OpCode.Code: Code.Ldfld, Operand: FieldReference field } && !machine.Kickoff.IsStatic
        && field.DeclaringType.GetElementType() == machine.Type && machine.Arguments.Any(argument => argument.Argument == 0 && argument.Field.Name == field.Name);

    /// <summary>What made a value, seen through a variable that has it from one place alone.</summary>
    Instruction? Kept(Instruction? producer)
    {
        var seen = new HashSet<Instruction>();
        while (producer is not null && seen.Add(producer) && stores.LoadedPlace(producer) is not null && stores.Before(producer) is [{ OpCode.Code: not Code.Initobj } store])
            producer = simulation.Producer(store, store.OpCode.Code == Code.Stfld ? 1 : 0);
        return producer;
    }

    /// <summary>The method that a call calls; null for the GetResult of an await, which is none that the source calls.</summary>
    MethodReference? CalledMethod(Instruction maker) => results.Contains(maker) ? null : maker.CalledMethod();

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
        if (producer.OpCode.Code == Code.Dup || FutureConversion.Of(producer) is not null) return simulation.Producers(producer, 0);
        if (producer.CalledMethod() is { } method)
        {
            if (ConfigureAwaitCalls.IsConfigureAwait(method)) return simulation.Producers(producer, 0);
            if (ConfigureAwaitHelper.Of(method, machine.MoveNext) is { } helper) return simulation.Producers(producer, helper.Future);
        }
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
        var makers = fieldStores.Value[field].SelectMany(store => simulation.Producers(store, 1)).ToList();
        return makers.Count > 0 ? makers : [source];
    }

    (Detour Detour, ConfigureAwaitHelper? Helper) DetourOf(Instruction call)
    {
        if (Taker(call) is not { } configure || configure.CalledMethod() is not { } method) return (Detour.None, null);
        if (ConfigureAwaitHelper.Of(method, machine.MoveNext) is { Continuation: null } helper) return (Detour.ConfigureAwaitHelper, helper);
        if (!ConfigureAwaitCalls.IsConfigureAwait(method)) return (Detour.None, null);
        if (simulation.ConstantOperand(configure, 1) is { } constant && ConfigureAwaitCalls.Continues(method, constant) is not null) return (Detour.None, null);
        return (ConfigureAwaitCalls.TakesBoolean(method) ? Detour.ConfigureAwaitArgument : Detour.ConfigureAwaitOptions, null);
    }

    /// <summary>What alone takes a value, through a variable: a method is called on the address of a ValueTask.</summary>
    Instruction? Taker(Instruction producer)
    {
        if (simulation.Consumers(producer) is not [{ } taker]) return null;
        return stores.StoredPlace(taker) is null ? taker : stores.After(taker) is [{ } load] && simulation.Consumers(load) is [{ } user] ? user : null;
    }

    TypeReference AwaitedType(Suspension suspension)
    {
        var producer = simulation.Producers(suspension.GetAwaiter, 0)[0];
        if (stores.LoadedPlace(producer) is not null && stores.Before(producer) is [{ } store, ..]) producer = Stored(store).First();
        return producer.CalledMethod() is { } method && ConfigureAwaitCalls.IsConfigureAwait(method) ? method.DeclaringType : TypeOfAwaited(suspension.GetAwaiter.CalledMethod()!);
    }

    /// <summary>What a GetAwaiter is called on, which may be an extension method.</summary>
    static TypeReference TypeOfAwaited(MethodReference getAwaiter) =>
        getAwaiter is { HasThis: false, Parameters: [{ ParameterType: var extended }] }
            ? TypeSubstitution.Apply(extended, TypeSubstitution.By(getAwaiter.DeclaringType, (getAwaiter as GenericInstanceMethod)?.GenericArguments))
            : getAwaiter.DeclaringType;

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
