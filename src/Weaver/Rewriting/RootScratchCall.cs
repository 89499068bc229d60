using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The scratch calls of a root.</summary>
sealed class RootScratchCall(
    SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies, BodyEditor editor, RootPlan root, FieldReference chain, FieldReference expected)
    : ScratchCall(library, companions, bodies, editor)
{
    readonly StateMachine machine = root.Machine;

    /// <summary>Where the builder is asked to await the chain: one place for the sites in the same protected blocks.</summary>
    readonly Dictionary<(ExceptionRegions.Around, Instruction), Instruction> awaits = [];
    readonly HashSet<Instruction> awaited = [];
    readonly RootStepping stepping = new(root);

    /// <summary>Where the method goes on when its callee has completed.</summary>
    readonly Dictionary<Suspension, Instruction> resumes = [];

    /// <summary>Where the method goes out at an await, after a call or when it is resumed.</summary>
    readonly Dictionary<Suspension, Instruction> suspends = [];

    /// <summary>The awaits for which there is code where the compiler has the method wait.</summary>
    readonly HashSet<Suspension> suspendedShared = [];
    int entries;

    /// <summary>Writes down for debuggers where the method waits, once its code is whole.</summary>
    internal void AddYields() => stepping.Write();

    protected override Instruction Here(Instruction analysed) => analysed;

    protected override bool IsReferred(Instruction nop) => stepping.Names(nop);

    protected override void PopMachine(Emitter code) => code.Emit(OpCodes.Pop);

    protected override void EmitCall(
        Emitter code, SuspensionPlan site, CallPlan call, ScratchCallee target, VariableDefinition? receiver, IReadOnlyList<VariableDefinition> arguments, ResultPlace result,
        VariableDefinition answer, Instruction completed)
    {
        var thread = Thread;
        // Once for each run of MoveNext: it is on one thread throughout.
        code.Load(thread).Call(Library.Method("CurrentThread", "Known")).Store(thread);
        if (receiver is not null) code.Load(receiver);
        foreach (var argument in arguments) code.Load(argument);
        result.LoadAddress(code.Load(Machine).Load(thread)).Call(EmitEntry(site, call, target));
        code.BranchIfCompleted(answer, completed);
    }

    /// <summary>
    /// Whether the root is suspended only after the stub has returned: where what its await captures is not known before, or where something is stored between the call
    /// and the await. Once the chain is registered, the method may be running elsewhere, before a debugger has seen that it waits: so it is in code without optimisations too.
    /// </summary>
    static bool IsHeld(SuspensionPlan site, CallPlan call) => call.Site.Continuation.Constant is null || call.Site.Between.Count > 0 || RootStepping.PlaceOf(site) is not null;

    protected override void EmitNotCompleted(
        Emitter code, SuspensionPlan site, CallPlan call, ScratchCallee target, VariableDefinition answer, Instruction completed, Instruction ordinary)
    {
        var (suspended, handedBack) = (Instruction.Create(OpCodes.Nop), Instruction.Create(OpCodes.Nop));
        if (IsHeld(site, call))
        {
            code.SwitchAnswer(answer, (Answer.Held, suspended));
            if (target.MayPassOn) code.SwitchAnswer(answer, (Answer.HandedBack, handedBack));
            code.Branch(OpCodes.Br, ordinary);
            EmitBetween(code.Add(suspended), call);
            if (RootStepping.PlaceOf(site) is { } yield)
            {
                code.Branch(OpCodes.Br, yield);
                if (suspendedShared.Add(site.Suspension)) EmitSharedSuspend(site, yield);
            }
            else
            {
                EmitSuspendHeld(code.Add(stepping.NewPlace(ResumeOf(site))), site, () => LoadContinuation(code, call));
            }
        }
        else
        {
            code.Load(answer).Branch(OpCodes.Brfalse, ordinary);
            if (target.MayPassOn) code.SwitchAnswer(answer, (Answer.HandedBack, handedBack));
            PopMachines(code, call);
            // It goes out where it does when it is resumed and its callee has suspended again.
            code.Add(stepping.NewPlace(ResumeOf(site))).Branch(OpCodes.Br, SuspendOf(site));
        }
        if (!target.MayPassOn) return;
        // A callee that is not async may hand a task back, which goes on as that of the ordinary call.
        EmitHandedBack(code.Add(handedBack).Call(Library.Method("Handed", "TakeHeld", target.TaskType)), call, target);
    }

    /// <summary>Where the compiler has the method wait: for the callee, if that is held, or as before.</summary>
    void EmitSharedSuspend(SuspensionPlan site, Instruction yield)
    {
        var ordinary = Instruction.Create(OpCodes.Nop);
        var code = new Emitter().Load(AnswerVariable).Answer(Answer.Held).Branch(OpCodes.Bne_Un, ordinary);
        EmitSuspendHeld(code, site, () => code.Constant(RootStepping.ContinuationOf(site) == true ? 1 : 0));
        Editor.InsertBefore(yield, code.Add(ordinary));
    }

    void EmitSuspendHeld(Emitter code, SuspensionPlan site, Action loadContinuation)
    {
        SetState(code, site.Suspension.State);
        code.Load(Machine).Field(OpCodes.Ldfld, chain);
        loadContinuation();
        code.Call(Library.Method("Chain", "SuspendHeld")).Answer(Answer.Unregistered).Branch(OpCodes.Beq, AwaitOf(site)).Branch(OpCodes.Leave, Exit(site.Suspension));
    }

    protected override bool MakesOrdinaryCall(SuspensionPlan site) => false;

    // The builder gives the contexts back.
    protected override void EmitOrdinary(
        Emitter code, SuspensionPlan site, ScratchCallee target, VariableDefinition? receiver, IReadOnlyList<VariableDefinition> arguments, ResultPlace result, Instruction completed) =>
        LoadOperands(code, receiver, arguments);

    protected override void EmitResume(Emitter code, SuspensionPlan site, ScratchCallee target, Instruction ordinary, TypeReference result)
    {
        var (answer, completed) = (AnswerVariable, ResumeOf(site));
        bool isShared = RootStepping.PlaceOf(site) is not null;
        var unsuspended = isShared ? completed : ordinary;
        if (machine.IsVisualBasic)
        {
            // It has set the state back already, and the chain may be registered again.
            if (isShared) code.Answer(Answer.Declined).Store(answer);
            code.Load(Machine).Field(OpCodes.Ldfld, chain).Call(Library.Method("Chain", "IsSuspended")).Branch(OpCodes.Brfalse, unsuspended);
            SetState(code, site.Suspension.State);
        }
        code.Load(Machine).Field(OpCodes.Ldflda, chain).Call(Library.Method("Chain", "Resume")).Store(answer)
            .Load(answer).Branch(OpCodes.Brfalse, unsuspended)
            .Load(answer).Answer(Answer.Completed).Branch(OpCodes.Beq, completed);
        if (suspends.TryGetValue(site.Suspension, out var suspend))
        {
            code.Add(suspend);
            // The finally blocks on the way out ask for it; where the method is resumed it is there.
            if (machine.Shape.StateVariable is { } variable) code.Store(variable).Load(answer);
        }
        else
        {
            code.Load(answer);
        }
        code.Answer(Answer.Unregistered).Branch(OpCodes.Beq, AwaitOf(site))
            .Branch(OpCodes.Leave, Exit(site.Suspension));
        if (awaited.Add(AwaitOf(site))) EmitAwait(code.Add(AwaitOf(site)), site);
        code.Add(completed);
        if (isShared)
        {
            code.Branch(OpCodes.Brfalse, ordinary).Load(Machine);
            stepping.GoesOnAt(site, completed);
        }
        StoreState(code, -1);
        code.Load(Machine).Field(OpCodes.Ldfld, chain).Constant(site.Suspension.State).Call(Library.Method("Chain", "TakeResult", result));
    }

    void EmitAwait(Emitter code, SuspensionPlan site)
    {
        var awaiter = Editor.Temporary(Library.ValueTaskAwaiter, "suspension");
        code.Field(OpCodes.Ldfld, chain).Call(Library.Method("Chain", "Await")).Store(awaiter);
        code.Load(Machine).Field(OpCodes.Ldflda, machine.BuilderField.OnSelf()).LoadAddress(awaiter);
        LoadMachineAddress(code);
        code.Call(AwaitUnsafeOnCompleted(site.Suspension)).Branch(OpCodes.Leave, Exit(site.Suspension));
    }

    /// <summary>Where the builder is asked to await the chain: loads the machine.</summary>
    Instruction AwaitOf(SuspensionPlan site)
    {
        var place = (machine.Shape.Regions!.At(site.Suspension.Resume), Exit(site.Suspension));
        if (!awaits.TryGetValue(place, out var first)) awaits[place] = first = Instruction.Create(OpCodes.Ldarg, Machine);
        return first;
    }

    /// <summary>Where the method goes on when the callee has completed: loads the answer where that is to be looked at, else the machine.</summary>
    Instruction ResumeOf(SuspensionPlan site)
    {
        if (!resumes.TryGetValue(site.Suspension, out var resume)) resumes[site.Suspension] = resume = RootStepping.PlaceOf(site) is null ? Instruction.Create(OpCodes.Ldarg, Machine) : Instruction.Create(OpCodes.Ldloc, AnswerVariable);
        return resume;
    }

    /// <summary>Where the method is suspended by an answer of its callee: loads the state where a variable is to have it, else the answer.</summary>
    Instruction SuspendOf(SuspensionPlan site)
    {
        if (!suspends.TryGetValue(site.Suspension, out var suspend)) suspends[site.Suspension] = suspend = machine.Shape.StateVariable is null ? Instruction.Create(OpCodes.Ldloc, AnswerVariable) : Instruction.Create(OpCodes.Ldc_I4, site.Suspension.State);
        return suspend;
    }

    protected override ResultPlace ResultPlaceOf(TypeReference result) => new ResultPlace.Variable(Editor.Temporary(result, "result"));

    VariableDefinition AnswerVariable => Editor.Temporary(Library.Answer, "answer");

    ParameterDefinition Machine => Editor.Body.ThisParameter;

    VariableDefinition Thread => Editor.Temporary(Library.Thread, "thread");

    void SetState(Emitter code, int state) => StoreState(code.Load(Machine), state);

    /// <summary>Sets the state of the machine that is on the stack, and of the variable for the finally blocks on the way out.</summary>
    void StoreState(Emitter code, int state)
    {
        code.Constant(state).Field(OpCodes.Stfld, machine.StateField.OnSelf());
        if (machine.Shape.StateVariable is { } variable) code.Constant(state).Store(variable);
    }

    void LoadMachineAddress(Emitter code)
    {
        if (machine.Type.IsValueType)
        {
            code.Load(Machine);
            return;
        }
        var copy = Editor.Temporary(TypeSubstitution.Self(machine.Type), "machine");
        code.Load(Machine).Store(copy).LoadAddress(copy);
    }

    /// <summary>The builder's method as the compiler called it at this site, for the awaiter of the chain.</summary>
    GenericInstanceMethod AwaitUnsafeOnCompleted(Suspension suspension)
    {
        var original = suspension.Await.CalledGenericMethod();
        var definition = original.ElementMethod;
        var method = new MethodReference("AwaitUnsafeOnCompleted", definition.ReturnType, definition.DeclaringType) { HasThis = true };
        foreach (var parameter in definition.GenericParameters) method.GenericParameters.Add(new(parameter.Name, method));
        foreach (var parameter in method.GenericParameters) method.Parameters.Add(new(new ByReferenceType(parameter)));
        var instance = new GenericInstanceMethod(method);
        instance.GenericArguments.Add(Library.ValueTaskAwaiter);
        instance.GenericArguments.Add(original.GenericArguments[1]);
        return instance;
    }

    /// <summary>The stub through which the root calls. Of its own, so that the scratch space takes no room on the stack of MoveNext and is cleared only for a call.</summary>
    MethodReference EmitEntry(SuspensionPlan site, CallPlan call, ScratchCallee target)
    {
        var entry = new MethodDefinition($"Enter{entries++}", MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig, Library.Answer);
        if (target.ScratchReceiver is { } receiver) entry.Parameters.Add(new("", ParameterAttributes.None, receiver));
        foreach (var type in target.Passed(Library)) entry.Parameters.Add(new("", ParameterAttributes.None, type));
        int arguments = entry.Parameters.Count;
        var self = TypeSubstitution.Self(machine.Type);
        var machineParameter = new ParameterDefinition("", ParameterAttributes.None, machine.Type.IsValueType ? new ByReferenceType(self) : self);
        var thread = new ParameterDefinition("", ParameterAttributes.None, Library.Thread);
        var result = new ParameterDefinition("", ParameterAttributes.None, new ByReferenceType(Library.Result(target.Result)));
        foreach (var parameter in new[] { machineParameter, thread, result }) entry.Parameters.Add(parameter);
        var (scratch, answer) = (new VariableDefinition(Library.Scratch), new VariableDefinition(target.Companion is null ? Library.Answer : Library.SystemType));
        entry.Body.InitLocals = true;
        entry.Body.Variables.Add(scratch);
        entry.Body.Variables.Add(answer);

        var served = Instruction.Create(OpCodes.Nop);
        var (ended, completed) = (Instruction.Create(OpCodes.Nop), Instruction.Create(OpCodes.Nop));
        var code = new Emitter();
        if (root.Allocator is { } allocator)
        {
            var prepared = Instruction.Create(OpCodes.Ldarg, machineParameter);
            code.Call(Library.Method("Abi", "get_IsServed")).Branch(OpCodes.Brtrue, prepared).Answer(Answer.Declined).Emit(OpCodes.Ret)
                .Add(prepared).Field(OpCodes.Ldflda, chain).Field(OpCodes.Ldsfld, expected).Constant(root.RoomOf(site).Slots).Constant(root.RoomOf(site).Words)
                .Call(Library.Method("Allocated", "Prepare", Library.Importer.Import(allocator)));
        }
        code.LoadAddress(scratch).Load(thread).Load(machineParameter).Field(OpCodes.Ldfld, chain)
            .Field(OpCodes.Ldsfld, expected).Constant(root.RoomOf(site).Slots).Constant(root.RoomOf(site).Words).Call(Library.Method("Scratch", "Begin"))
            .Branch(OpCodes.Brtrue, served).Answer(Answer.Declined).Emit(OpCodes.Ret).Add(served);
        if (root.SideStack > 0) code.LoadAddress(scratch).Constant(root.SideStack).Call(Library.Method("Scratch", "set_SideStack"));
        for (int i = 0; i < arguments; i++) code.Load(entry.Parameters[i]);
        target.EmitRawCall(code, Library, here => here.LoadAddress(scratch), here => here.Load(result));
        if (target.Companion is null) code.BranchIfCompleted(answer, completed);
        else code.Store(answer).LoadAddress(scratch).Load(answer).Call(Library.Method("Scratch", "EndsCompleted")).Branch(OpCodes.Brtrue, ended);
        if (root.SideStack > 0) code.LoadAddress(scratch).Call(Library.Method("Scratch", "KeepSideStack"));
        code.Load(answer).LoadAddress(scratch).Load(machineParameter).Field(OpCodes.Ldflda, chain);
        if (IsHeld(site, call))
        {
            code.Field(OpCodes.Ldsflda, expected).Call(Library.Method("Chain", target.Companion is null ? "EndHeld" : "EndHeldCompanion"));
        }
        else
        {
            code.Constant(call.Site.Continuation.Constant == true ? 1 : 0).Field(OpCodes.Ldsflda, expected)
                .Load(machineParameter).Field(OpCodes.Ldflda, machine.StateField.OnSelf()).Constant(site.Suspension.State).Call(Library.Method("Chain", target.Companion is null ? "End" : "EndCompanion"));
        }
        code.Emit(OpCodes.Ret);
        if (target.Companion is null) code.Add(completed).LoadAddress(scratch).Call(Library.Method("Scratch", "End"));
        code.Add(ended).Answer(Answer.Completed).Emit(OpCodes.Ret).AppendTo(entry.Body);
        // Where the type of the method's futures is as good a place, it is marked already: two rows of metadata less for each call.
        (Bodies.FutureOf(machine.Type) is { HasGenericParameters: false } future ? future : machine.Type).Methods.Add(entry);
        entry.MarkAsHelper(Library);
        return entry.OnSelf();
    }
}

static class AwaitCalls
{
    internal static GenericInstanceMethod CalledGenericMethod(this Instruction call) => (GenericInstanceMethod)call.Operand;
}
