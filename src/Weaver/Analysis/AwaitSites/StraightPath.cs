using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>
/// Follows the result of a call to the await. On the way it may be kept in variables, be tested for null, become a Task or a ValueTask, and be given to ConfigureAwait; what else is
/// executed must compute with constants and variables alone. Nothing else calls, throws, blocks or branches away: the callee makes
/// progress of its own there in plain C#, and has been left already in woven code.
/// </summary>
sealed class StraightPath
{
    enum Kind
    {
        Machine,
        Future,
        FutureAddress,
        Other,
        Address,
    }

    /// <summary>A value on the stack.</summary>
    /// <param name="Kind">What it is.</param>
    /// <param name="Code">What computes it, where it is none of the future.</param>
    /// <param name="Type">Its type, where that is known.</param>
    /// <param name="IsStable">Whether nothing but this method's own code, or nothing at all, may change it.</param>
    /// <param name="Objects">What computes the objects that were read for it.</param>
    sealed record Item(Kind Kind, IReadOnlyList<Instruction> Code, TypeReference? Type, bool IsStable, IReadOnlyList<IReadOnlyList<Instruction>> Objects);

    static readonly Item Future = new(Kind.Future, [], null, false, []), FutureAddress = new(Kind.FutureAddress, [], null, false, []);

    readonly StateMachine machine;
    readonly Suspension suspension;
    readonly Liveness liveness;
    readonly ReachingStores places;
    readonly Instruction call;
    readonly Stack<Item> stack = new();
    readonly HashSet<object> keptIn = [];
    readonly Dictionary<object, Instruction> lastLoads = [];
    readonly List<Instruction> between = [];
    readonly HashSet<object> storedBetween = [];
    TypeReference type;
    Continuation? continuation;
    object? place;

    StraightPath(StateMachine machine, Suspension suspension, Liveness liveness, ReachingStores places, Instruction call, TypeReference type)
    {
        (this.machine, this.suspension, this.liveness, this.places, this.call, this.type) = (machine, suspension, liveness, places, call, type);
    }

    MethodBody Body => machine.MoveNext.Body;

    StackSimulation Simulation => machine.Shape.Simulation!;

    /// <summary>Follows a call's result.</summary>
    /// <returns>Null where it does not go straight to the await of the suspension.</returns>
    internal static AwaitedCall? Follow(StateMachine machine, Suspension suspension, Liveness liveness, ReachingStores places, Instruction call, TypeReference type) =>
        new StraightPath(machine, suspension, liveness, places, call, type).Follow();

    AwaitedCall? Follow()
    {
        int below = Simulation.Depth(call) - StackEffects.Pops(call, machine.MoveNext);
        for (int i = 0; i < below; i++)
        {
            if (Simulation.ProducersBelow(call, i) is not [{ } producer] || !producer.LoadsThis()) return null;
            stack.Push(new(Kind.Machine, [producer], null, true, []));
        }
        stack.Push(Future);
        var wrapped = ConfiguredWrapper.WrappedBy((MethodReference)call.Operand);
        if (wrapped is not null) continuation = Continuation.OfWrapper;
        var visited = new HashSet<Instruction>();
        Instruction? instruction = call.Next;
        while (instruction is not null && visited.Add(instruction))
        {
            if (instruction == suspension.GetAwaiter) return IsAwaited() ? new(call, continuation ?? Continuation.Of(true), between, below) { Wrapped = wrapped } : null;
            if (!Step(instruction, out instruction)) return null;
        }
        return null;
    }

    /// <summary>Whether just the future is at the await, in its own type, and nothing reads it again.</summary>
    bool IsAwaited() =>
        stack.Count == 1 && stack.Peek().Kind is Kind.Future or Kind.FutureAddress
        && (continuation is not null || TypeIdentity.Exact.Equals(suspension.GetAwaiter.CalledMethod()!.DeclaringType, type))
        && keptIn.All(kept => lastLoads.TryGetValue(kept, out var load) && !liveness.IsLiveAfter(load, kept))
        // What the callee throws in a scratch call would skip the stores: no handler of the method may tell.
        && storedBetween.All(stored => !liveness.IsLiveInHandlers(call, stored))
        && liveness.Graph.Regions.AreSame(call, suspension.GetAwaiter) && liveness.Graph.Regions.AreSame(call, suspension.Resume);

    bool Step(Instruction instruction, out Instruction? next)
    {
        next = instruction.Next;
        switch (instruction.OpCode.Code)
        {
            case Code.Nop:
                return true;
            case Code.Br or Code.Br_S:
                next = (Instruction)instruction.Operand;
                return true;
            case Code.Brtrue or Code.Brtrue_S or Code.Brfalse or Code.Brfalse_S:
                // A scratch call has no task that could be null; and debug code has branches on constants.
                if (stack.Count == 0 || stack.Pop() is not { } tested || (tested.Kind != Kind.Future && Constant(tested) is null)) return false;
                bool holds = tested.Kind == Kind.Future || Constant(tested) != 0;
                if (holds == instruction.OpCode.Code is Code.Brtrue or Code.Brtrue_S) next = (Instruction)instruction.Operand;
                return true;
            case Code.Dup:
                if (stack.Count == 0 || stack.Peek().Kind != Kind.Future) return false;
                stack.Push(stack.Peek());
                return true;
            case Code.Pop:
                // To read from an object that is null throws, whether or not what is read is used.
                return stack.Count > 0 && stack.Pop() is { Kind: Kind.Other, Objects.Count: 0 };
        }
        if (instruction.LoadsThis())
        {
            stack.Push(new(Kind.Machine, [instruction], null, true, []));
            return true;
        }
        if (places.StoredPlace(instruction) is { } stored) return Store(instruction, stored);
        if (places.LoadedPlace(instruction) is { } loaded) return Load(instruction, loaded);
        if (FutureConversion.Of(instruction) is { } conversion) return Convert(conversion);
        if (StaticReads.Is(instruction, machine.MoveNext.Module)) return Compute(instruction, 0);
        if (instruction.CalledMethod() is { } method) return Call(instruction, method);
        if (instruction.OpCode.Code == Code.Ldfld) return Read(instruction, ((FieldReference)instruction.Operand).Resolve());
        int? operands = instruction.Constant() is null ? PureInstructions.Operands(instruction.OpCode.Code) : 0;
        return operands is { } count && Compute(instruction, count);
    }

    bool Store(Instruction store, object target)
    {
        if (stack.Count == 0) return false;
        var value = stack.Pop();
        Item? owner = null;
        if (store.OpCode.Code == Code.Stfld && (stack.Count == 0 || (owner = stack.Pop()).Kind != Kind.Machine)) return false;
        if (value.Kind == Kind.Future)
        {
            if (stack.Any(item => item.Kind == Kind.Future)) return false;
            place = target;
            keptIn.Add(target);
            return true;
        }
        // Stores of anything else keep their order, and what they store depends on nothing that could fail.
        if (value.Kind != Kind.Other || value.Objects.Count > 0 || stack.Any(item => item.Kind == Kind.Other) || continuation?.Constant is null && continuation is not null) return false;
        if (owner is not null) between.AddRange(owner.Code);
        between.AddRange(value.Code);
        between.Add(store);
        storedBetween.Add(target);
        // The variable had the future before.
        if (Equals(target, place)) return false;
        return true;
    }

    bool Load(Instruction load, object source)
    {
        IReadOnlyList<Instruction> code = [load];
        if (load.OpCode.Code is Code.Ldfld or Code.Ldflda) code = [.. stack.Pop().Code, load];
        bool isAddress = load.OpCode.Code is Code.Ldflda or Code.Ldloca or Code.Ldloca_S;
        if (Equals(source, place))
        {
            lastLoads[source] = load;
            stack.Push(isAddress ? FutureAddress : Future);
            return true;
        }
        var loadedType = source is VariableDefinition variable ? variable.VariableType : ((FieldReference)load.Operand).FieldType;
        stack.Push(new(isAddress ? Kind.Address : Kind.Other, code, loadedType, true, []));
        return true;
    }

    /// <summary>A field of an object that is at hand.</summary>
    bool Read(Instruction read, FieldDefinition? field)
    {
        if (field is null || stack.Count == 0) return false;
        var owner = stack.Pop();
        if (owner.Kind == Kind.Address)
        {
            // Of a struct that is the method's own.
            stack.Push(new(Kind.Other, [.. owner.Code, read], field.FieldType, true, []));
            return true;
        }
        // The object is looked at before the call as well.
        if (owner is not { Kind: Kind.Other, IsStable: true, Type: { IsValueType: false } and not GenericParameter } || between.Count > 0) return false;
        stack.Push(new(Kind.Other, [.. owner.Code, read], field.FieldType, field.IsInitOnly, [.. owner.Objects, owner.Code]));
        return true;
    }

    static int? Constant(Item item) => item.Code is [{ } single] ? single.Constant() : null;

    bool Compute(Instruction instruction, int operands)
    {
        var values = new List<Item>();
        for (int i = 0; i < operands; i++)
        {
            if (stack.Count == 0 || stack.Peek().Kind != Kind.Other) return false;
            values.Insert(0, stack.Pop());
        }
        stack.Push(new(Kind.Other, [.. values.SelectMany(value => value.Code), instruction], null, false, [.. values.SelectMany(value => value.Objects)]));
        return true;
    }

    bool Call(Instruction instruction, MethodReference method)
    {
        if (ConfigureAwaitCalls.IsConfigureAwait(method)) return Configure(method);
        if (ConfigureAwaitHelper.Of(method, machine.MoveNext) is { } helper)
            return helper.Continuation is { } helped && Configure(helper.FutureType, helped);
        return instruction.Prefix() is null && TrivialGetters.FieldOf(method, machine.MoveNext.Module) is { } field && Read(instruction, field);
    }

    bool Convert(FutureConversion conversion)
    {
        if (!TakeFuture(conversion.From)) return false;
        type = conversion.To;
        stack.Push(Future);
        return true;
    }

    /// <summary>Takes the future off the stack, on which it is alone and of a type, and which is another value from there on.</summary>
    bool TakeFuture(TypeReference expected)
    {
        if (stack.Count == 0 || stack.Pop().Kind is not (Kind.Future or Kind.FutureAddress) || stack.Any(item => item.Kind != Kind.Machine)) return false;
        place = null;
        return continuation is null && TypeIdentity.Exact.Equals(expected, type);
    }

    bool Configure(MethodReference configureAwait)
    {
        if (stack.Count == 0 || stack.Peek().Kind != Kind.Other) return false;
        var argument = stack.Pop();
        if (Constant(argument) is { } constant)
            return ConfigureAwaitCalls.Continues(configureAwait, constant) is { } continues && Configure(configureAwait.DeclaringType, Continuation.Of(continues));
        // Options may ask for more than a context.
        return ConfigureAwaitCalls.TakesBoolean(configureAwait) && Configure(configureAwait.DeclaringType, new(null, argument.Code, argument.Objects));
    }

    bool Configure(TypeReference configured, Continuation found)
    {
        if (!TakeFuture(configured)) return false;
        continuation = found;
        // What goes on from here is the configured awaitable.
        stack.Push(Future);
        return true;
    }
}
