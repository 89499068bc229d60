using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>Finds where the awaited value of a suspension comes from.</summary>
sealed class AwaitOriginReader
{
    readonly MethodBody body;
    readonly StackSimulation simulation;

    internal AwaitOriginReader(StateMachine machine)
    {
        body = machine.MoveNext.Body;
        simulation = machine.Shape.Simulation!;
    }

    internal AwaitOrigin Read(Suspension suspension)
    {
        var getAwaiter = suspension.GetAwaiter;
        var awaitedType = getAwaiter.CalledMethod()!.DeclaringType;
        bool continueOnCapturedContext = true;
        if (Source(getAwaiter, 0) is not { } source) return Unclear(awaitedType);

        if (source.Value.CalledMethod() is { } configure && ConfigureAwaitCalls.IsConfigureAwait(configure))
        {
            if (simulation.ConstantOperand(source.Value, 1) is not { } argument)
                return new(null, true, null, awaitedType, "the argument of ConfigureAwait is not a constant");
            if (ConfigureAwaitCalls.Continues(configure, argument) is not { } continues)
                return new(null, true, null, awaitedType, "the options of ConfigureAwait ask for more than a context");
            continueOnCapturedContext = continues;
            awaitedType = configure.DeclaringType;
            var constant = source.Value.PreviousReal();
            bool isStraight = source.IsDirect && constant?.Constant() is not null && !simulation.IsBranchTarget(source.Value) && !simulation.IsBranchTarget(constant!);
            if (Source(source.Value, 0, isStraight ? constant : null) is not { } configured) return Unclear(awaitedType);
            source = configured with { IsDirect = configured.IsDirect && isStraight };
        }
        else if (source.Value.CalledMethod() is { } helper && ConfigureAwaitCalls.OfHelper(helper, body.Method) is { } helped)
        {
            continueOnCapturedContext = helped;
            awaitedType = TypeSubstitution.Apply(helper.Parameters[0].ParameterType, TypeSubstitution.By(helper.DeclaringType, (helper as GenericInstanceMethod)?.GenericArguments));
            if (Source(source.Value, 0) is not { } configured) return Unclear(awaitedType);
            source = configured with { IsDirect = configured.IsDirect && source.IsDirect };
        }
        var method = source.Value.CalledMethod();
        // An upcast from a task with a result to one without leaves no trace in the code, but the await has another result.
        bool isAlone = method is not null && source.IsDirect && IsOf(method, awaitedType) && simulation.Consumers(source.Value).Count == 1
            && simulation.Depth(source.Value) == StackEffects.Pops(source.Value, body.Method);
        return isAlone
            ? new(source.Value, continueOnCapturedContext, method, awaitedType, null) { Receiver = method!.HasThis ? TypeOf(simulation.Producer(source.Value, 0)) : null }
            : new(null, continueOnCapturedContext, method ?? Maker(source.Value), awaitedType, method is not null ? NotAtOnce(method, awaitedType) : Kept(source.Value));
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
            _ when producer.CalledMethod() is { } method => TypeSubstitution.Apply(method.ReturnType, TypeSubstitution.By(method.DeclaringType, (method as GenericInstanceMethod)?.GenericArguments)),
            _ => null,
        };
    }

    static bool IsOf(MethodReference method, TypeReference type) =>
        TypeSubstitution.Apply(method.ReturnType, TypeSubstitution.By(method.DeclaringType, (method as GenericInstanceMethod)?.GenericArguments)).FullName == type.FullName;

    static AwaitOrigin Unclear(TypeReference type) => new(null, true, null, type, "the awaited value comes from more than one place");

    /// <summary>
    /// The instruction that made an operand, seen through the variable that only gives a struct its address. Direct where
    /// nothing else stands in between and no branch leads there.
    /// </summary>
    /// <param name="user">The call with the operand.</param>
    /// <param name="operand">Which operand.</param>
    /// <param name="end">The instruction after the operand, where that is not the call.</param>
    Found? Source(Instruction user, int operand, Instruction? end = null)
    {
        if (simulation.Producer(user, operand) is not { } producer) return null;
        var last = (end ?? user).PreviousReal();
        bool isDirect = last == producer && !simulation.IsBranchTarget(end ?? user);
        if (producer.AddressedVariable() is not { } variable) return new(producer, isDirect);
        var store = producer.PreviousReal();
        if (store?.StoredVariable(body) != variable || simulation.IsBranchTarget(producer) || simulation.IsBranchTarget(store!)) return new(producer, false);
        if (simulation.Producer(store!, 0) is not { } value) return null;
        return new(value, isDirect && store!.PreviousReal() == value);
    }

    readonly record struct Found(Instruction Value, bool IsDirect);

    static string NotAtOnce(MethodReference method, TypeReference type) =>
        IsOf(method, type) ? "the call is not awaited at once" : "the future is converted before it is awaited";

    /// <summary>The method whose result was stored where the value was loaded from, if all stores there agree.</summary>
    MethodReference? Maker(Instruction load)
    {
        var makers = StoresTo(load).Select(store => simulation.Producer(store, store.OpCode.Code == Code.Stfld ? 1 : 0))
            // The compiler's own clearing of a variable whose scope has ended.
            .Where(maker => maker?.OpCode.Code != Code.Ldnull)
            .Select(maker => maker?.CalledMethod()).ToList();
        return makers.Count > 0 && makers.All(maker => maker is not null && maker.FullName == makers[0]?.FullName) ? makers[0] : null;
    }

    IEnumerable<Instruction> StoresTo(Instruction load)
    {
        var variable = load.LoadedVariable(body) ?? load.AddressedVariable();
        var field = load.OpCode.Code is Code.Ldfld or Code.Ldflda ? ((FieldReference)load.Operand).Resolve() : null;
        return body.Instructions.Where(store => simulation.IsReached(store)
            && ((variable is not null && store.StoredVariable(body) == variable)
                || (field is not null && store.OpCode.Code == Code.Stfld && ((FieldReference)store.Operand).Resolve() == field)));
    }

    static string Kept(Instruction load) => load.OpCode.Code switch
    {
        Code.Ldfld or Code.Ldflda => $"the future is kept in '{SourceNames.OfField((FieldReference)load.Operand)}' and awaited later",
        _ => "the future is kept in a local variable and awaited later",
    };
}
