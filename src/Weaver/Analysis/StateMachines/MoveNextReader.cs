using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.StateMachines;

/// <summary>Reads what a MoveNext method does, and says no where it does anything that the compiler's own do not.</summary>
sealed class MoveNextReader
{
    const string Promise = "System.Threading.Tasks.Sources.ManualResetValueTaskSourceCore`1";

    readonly MethodDefinition moveNext;
    readonly bool isIterator;
    readonly FieldDefinition stateField, builderField;
    readonly List<FieldAccess> accesses = [];
    readonly List<Suspension> suspensions = [];
    readonly List<Instruction> unreadAwaits = [], dynamicAwaits = [], dynamicLoads = [], unusedLoads = [];
    readonly List<Instruction> completions = [];
    VariableDefinition? stateVariable;
    Instruction? setResult, setException;
    StackSimulation simulation = null!;
    ExceptionRegions? regions;
    ILookup<VariableDefinition, Instruction> stores = null!;
    HashSet<Instruction> tryStarts = null!;
    readonly HashSet<VariableDefinition> copied = [];

    internal MoveNextReader(MethodDefinition moveNext, FieldDefinition stateField, FieldDefinition builderField)
    {
        this.moveNext = moveNext;
        this.stateField = stateField;
        this.builderField = builderField;
        isIterator = BuilderKinds.Of(builderField.FieldType) == BuilderKind.Iterator;
    }

    MethodBody Body => moveNext.Body;

    /// <summary>Where code without optimisations waits, as its symbols tell debuggers.</summary>
    HashSet<int>? yields;

    HashSet<int> Yields => yields ??= Optimisation.IsOn(moveNext.Module)
        ? [] : new(moveNext.CustomDebugInformations.OfType<AsyncMethodBodyDebugInformation>().SelectMany(stepping => stepping.Yields).Select(yield => yield.Offset));

    Instruction? YieldBefore(Instruction await, Instruction getAwaiter)
    {
        if (Yields.Count == 0) return null;
        Instruction? instruction = await;
        while (instruction is not null && instruction != getAwaiter && !Yields.Contains(instruction.Offset)) instruction = instruction.Previous;
        return instruction is not null && instruction != getAwaiter && simulation.Depth(instruction) == 0 ? instruction : null;
    }

    internal MoveNextShape Read()
    {
        if (StackSimulation.Run(moveNext) is not { } simulated) return Shape(null, "the stack of its state machine is not consistent");
        simulation = simulated;
        regions = new(Body);
        stores = Body.Instructions.Where(instruction => instruction.StoredVariable(Body) is not null).ToLookup(instruction => instruction.StoredVariable(Body)!);
        tryStarts = new(Body.ExceptionHandlers.Select(handler => handler.TryStart));
        var unknown = ReadCalls() ?? ReadAccesses();
        return Shape(simulation, unknown) with { CompletionStarts = [.. completions.Select(completion => simulation.Producer(simulation.Producer(completion, 0)!, 0)!)] };
    }

    MoveNextShape Shape(StackSimulation? simulation, string? unknown) =>
        new(simulation, accesses, suspensions, unreadAwaits, stateVariable, setResult, setException, completions, unknown) { Regions = regions, DynamicAwaits = dynamicAwaits, UnusedLoads = unusedLoads };

    /// <summary>Finds the calls of the builder, and of the promise through which an iterator answers.</summary>
    string? ReadCalls()
    {
        string? unknown = null;
        foreach (var instruction in Body.Instructions)
        {
            if (!simulation.IsReached(instruction) || instruction.CalledMethod() is not { HasThis: true } method) continue;
            if (simulation.Producer(instruction, 0) is not { OpCode.Code: Code.Ldflda } receiver || ((FieldReference)receiver.Operand).Resolve() is not { } field) continue;
            if (field == builderField) unknown = ReadBuilderCall(instruction, method) ?? unknown;
            else if (isIterator && field.FieldType.IsFrameworkType(Promise) && method.Name is "SetResult" or "SetException") completions.Add(instruction);
        }
        if (unreadAwaits.Count > 0) return "one of its awaits has a shape that is not understood";
        if (unknown is not null) return unknown;
        if (isIterator) return completions.Count == 0 ? "its state machine does not answer as the compiler's own iterators do" : null;
        return setException is null ? "its state machine does not handle exceptions as the compiler's own do" : null;
    }

    /// <returns>What is not understood.</returns>
    string? ReadBuilderCall(Instruction call, MethodReference method)
    {
        switch (method.Name)
        {
            case "AwaitUnsafeOnCompleted" or "AwaitOnCompleted":
                if (IsDynamic(method) && MachineLoads(call) is { } loads)
                {
                    dynamicLoads.AddRange(loads);
                    if (method.Name == "AwaitUnsafeOnCompleted") dynamicAwaits.Add(call);
                }
                else if (ReadSuspension(call) is { } suspension) suspensions.Add(suspension);
                else unreadAwaits.Add(call);
                return null;
            case "SetResult" when setResult is null:
                completions.Add(setResult = call);
                return null;
            case "SetException" when setException is null:
                completions.Add(setException = call);
                return null;
            // Its promise is answered after that.
            case "Complete" when isIterator:
                return null;
            default:
                return $"its state machine calls {method.Name} of its builder in a way that is not understood";
        }
    }

    /// <summary>The awaiter of a dynamic value has the type of one of two interfaces, which no other awaiter has: they lack what the compiler would call.</summary>
    static bool IsDynamic(MethodReference await) =>
        await is GenericInstanceMethod { GenericArguments: [{ Namespace: "System.Runtime.CompilerServices", Name: "INotifyCompletion" or "ICriticalNotifyCompletion" }, _] };

    /// <summary>Every use of the machine itself must be an access to one of its fields, or an operand of a builder's call.</summary>
    string? ReadAccesses()
    {
        var machineLoads = new HashSet<Instruction>(suspensions.SelectMany(suspension => suspension.MachineLoads).Concat(dynamicLoads));
        foreach (var load in Body.Instructions.Where(instruction => instruction.LoadsThis() && simulation.IsReached(instruction)))
        {
            if (machineLoads.Contains(load)) continue;
            if (simulation.Consumers(load).Count == 0)
            {
                unusedLoads.Add(load);
                continue;
            }
            if (simulation.Consumers(load) is not [{ OpCode.Code: Code.Ldfld or Code.Ldflda or Code.Stfld } access]
                || simulation.Producer(access, 0) != load || ((FieldReference)access.Operand).Resolve() is not { } field || field.DeclaringType != moveNext.DeclaringType)
                return "its state machine uses itself in a way that is not understood";
            accesses.Add(new(load, access, field));
        }
        return null;
    }

    Suspension? ReadSuspension(Instruction await)
    {
        if (simulation.Producer(await, 1) is not { } awaiterLoad || awaiterLoad.AddressedVariable() is not { } awaiter) return null;
        if (MachineLoads(await) is not { } machineLoads) return null;

        // The block between the test and the call: state = k; field = awaiter.
        int? state = null;
        FieldDefinition? awaiterField = null;
        var instruction = await.PreviousReal();
        for (; instruction is not null && instruction.OpCode.FlowControl != FlowControl.Cond_Branch; instruction = instruction.PreviousReal())
        {
            if (simulation.IsBranchTarget(instruction) || instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw) return null;
            if (instruction.OpCode.Code != Code.Stfld) continue;
            var field = ((FieldReference)instruction.Operand).Resolve();
            if (field == stateField) state = simulation.ConstantOperand(instruction, 1);
            else if (simulation.Producer(instruction, 1)?.LoadedVariable(Body) == awaiter) awaiterField = field;
        }
        if (state is not { } k || awaiterField is null || instruction?.OpCode.Code is not (Code.Brtrue or Code.Brtrue_S)) return null;

        var test = instruction;
        if (simulation.Producer(test, 0) is not { } isCompleted || isCompleted.CalledMethod()?.Name != "get_IsCompleted") return null;
        if (!Loads(simulation.Producer(isCompleted, 0), awaiter) || !AreOfOneType(await, awaiter, awaiterField)) return null;
        var store = simulation.Producer(isCompleted, 0).PreviousReal();
        if (store?.StoredVariable(Body) != awaiter || simulation.Producer(store!, 0) is not { } getAwaiter || getAwaiter.CalledMethod() is null) return null;

        var done = (Instruction)test.Operand;
        if (simulation.Depth(done) != 0) return null;
        var belowResult = new List<Instruction>();
        for (; done is not null && !Loads(done, awaiter); done = done.Next)
        {
            if (!AwaitOperands.MayStandBelow(done, Body)) return null;
            if (done.OpCode.Code != Code.Nop) belowResult.Add(done);
        }
        if (done is null || simulation.Consumers(done!) is not [{ } getResult]
            || getResult != done!.NextReal() || getResult.CalledMethod()?.Name != "GetResult" || getResult.Next is null) return null;

        if (await.NextReal() is not { OpCode.Code: Code.Leave or Code.Leave_S } leave || simulation.IsBranchTarget(leave)) return null;
        var dispatch = new DispatchSimulation(moveNext, stateField);
        if (dispatch.FindResume(k, awaiterField) is not { } resume || simulation.Depth(resume) != 0) return null;
        stateVariable ??= dispatch.StateVariable;
        if (!InSameRegions(getAwaiter, resume) || !InSameRegions(resume, getResult) || !MayGoOnAt(resume, getResult.Next) || !InSameRegions(resume, leave)) return null;
        return new(k, await, awaiter, awaiterField, awaiter.VariableType, machineLoads, leave, resume, dispatch.Trace, test, getAwaiter, getResult, belowResult) { AwaiterLoad = awaiterLoad, Yield = YieldBefore(await, getAwaiter) };
    }

    /// <summary>
    /// Whether the builder's call, the variable and the field have an awaiter of one type: the builder's type parameter asks of it what our own calls ask as well. The
    /// compiler keeps awaiters of reference types in a field for all of them.
    /// </summary>
    static bool AreOfOneType(Instruction await, VariableDefinition awaiter, FieldDefinition field) =>
        await.CalledMethod() is GenericInstanceMethod { GenericArguments: [{ } awaited, _] } && TypeIdentity.InSignatures.Equals(awaited, awaiter.VariableType)
        && (TypeIdentity.InSignatures.Equals(field.FieldType, awaiter.VariableType) || (field.FieldType.MetadataType == MetadataType.Object && !awaiter.VariableType.IsValueType));

    bool Loads(Instruction? instruction, VariableDefinition variable) =>
        instruction is not null && (instruction.AddressedVariable() == variable || instruction.LoadedVariable(Body) == variable);

    /// <summary>The machine goes to the builder as <c>ref this</c>, or, where it is a class, as <c>ref local</c> with a copy of the reference.</summary>
    List<Instruction>? MachineLoads(Instruction await)
    {
        if (simulation.Producer(await, 2) is not { } machine) return null;
        if (machine.LoadsThis()) return [machine];
        if (machine.AddressedVariable() is not { } variable) return null;
        var loads = new List<Instruction> { machine };
        // The compiler has one variable for all awaits: the first of them has its stores.
        if (!copied.Add(variable)) return loads;
        foreach (var store in stores[variable])
        {
            if (simulation.Producer(store, 0) is not { } source || !source.LoadsThis()) return null;
            loads.Add(source);
            loads.Add(store);
        }
        return loads;
    }

    /// <summary>A protected block may also be entered by a branch to its first instruction (ECMA-335 partition III, 1.7.1 and partition I, 12.4.2.8.1).</summary>
    bool MayGoOnAt(Instruction from, Instruction next) =>
        InSameRegions(from, next) || (tryStarts.Contains(next) && simulation.Depth(next) == 0 && next.Previous is { } last && InSameRegions(from, last));

    bool InSameRegions(Instruction first, Instruction second) => regions!.AreSame(first, second);
}
