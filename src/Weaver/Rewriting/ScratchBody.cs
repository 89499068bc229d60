using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Makes the scratch body of an async method from a copy of its MoveNext: a static method of the state machine's type, in which the
/// machine's fields are arguments and local variables. They are kept in the frame only while the method is suspended.
/// </summary>
/// <remarks>
/// As a member of the state machine's type it sees what the user's method sees, and stack traces name the user's method. It is an overload of MoveNext: loggers look
/// for that name, and take the user's from the type's. What asks the type for its MoveNext means the instance method, and finds it.
/// </remarks>
sealed class ScratchBody
{
    readonly SupportLibrary library;
    readonly CompanionInterfaces companions;
    readonly ScratchBodies bodies;
    readonly BodyPlan plan;
    readonly MethodDefinition run;
    readonly Dictionary<FieldDefinition, object> storage = [];
    readonly Dictionary<Instruction, Instruction> copies;
    readonly BodyEditor editor;
    readonly ScratchBodyContext context;

    internal ScratchBody(SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies, BodyPlan plan)
    {
        (this.library, this.companions, this.bodies, this.plan) = (library, companions, bodies, plan);
        var machine = plan.Machine;
        run = new(machine.MoveNext.Name, MethodAttributes.Static | MethodAttributes.Private | MethodAttributes.HideBySig, library.Future(plan.Result));
        foreach (var argument in machine.Arguments)
        {
            var parameter = new ParameterDefinition(argument.Field.Name, ParameterAttributes.None, argument.Field.FieldType);
            run.Parameters.Add(parameter);
            storage[argument.Field] = parameter;
        }
        var state = new ParameterDefinition("state", ParameterAttributes.None, library.Int32);
        run.Parameters.Add(state);
        storage[machine.StateField] = state;
        var scratch = ScratchParameters.AddTo(run, library, plan.Result);
        machine.Type.Methods.Add(run);
        // What the user has said of the method for debuggers, the compiler says of MoveNext.
        foreach (var attribute in machine.MoveNext.CustomAttributes) run.CustomAttributes.Add(attribute);
        run.MarkAsGenerated(library);

        copies = BodyCloner.Clone(machine.MoveNext, run);
        editor = new(run.Body);
        var stateVariable = machine.Shape.StateVariable is { } variable ? run.Body.Variables[variable.Index] : null;
        context = new(
            scratch, state, stateVariable, NewVariable(library.ExecutionContext), NewVariable(library.SynchronizationContext),
            NewVariable(library.Future(plan.Result)), NewVariable(library.Boolean), NewVariable(library.Boolean), new(library, scratch, Storage),
            new FutureType(library, plan, run).Instance);
    }

    internal MethodDefinition Emit()
    {
        var machine = plan.Machine;
        ReplaceFields();
        foreach (var site in plan.Suspensions) RewriteSuspension(site);
        RewriteCompletion();
        var calls = new BodyScratchCall(library, companions, bodies, editor, context, plan, copies);
        foreach (var site in plan.Suspensions.Where(site => site.Calls.Count > 0)) calls.Rewrite(site);
        new ResumePrologue(library, companions, bodies, editor, context, plan, Storage).Insert();
        if (!run.Body.InitLocals) ClearVariables();
        editor.Apply();
        VariableNames.Add(run, storage);
        return run;
    }

    object Storage(FieldDefinition field)
    {
        if (!storage.TryGetValue(field, out var place)) storage[field] = place = NewVariable(field.FieldType);
        return place;
    }

    VariableDefinition NewVariable(TypeReference type)
    {
        var variable = new VariableDefinition(type);
        run.Body.Variables.Add(variable);
        return variable;
    }

    /// <summary>Where the method's variables begin as anything, those that were fields, and those that say how the method goes on, do not.</summary>
    void ClearVariables()
    {
        var code = new Emitter().Clear(context.Pending).Clear(context.IsPolled).Clear(context.IsResumedAtCall);
        foreach (var variable in storage.Values.OfType<VariableDefinition>()) code.Clear(variable);
        editor.InsertBefore(run.Body.Instructions[0], code);
    }

    void ReplaceFields()
    {
        foreach (var load in plan.Machine.Shape.UnusedLoads) BodyEditor.Erase(copies[load]);
        foreach (var access in plan.Machine.Shape.Accesses)
        {
            BodyEditor.Erase(copies[access.This]);
            var instruction = copies[access.Access];
            if (access.Field == plan.Machine.BuilderField)
            {
                BodyEditor.Erase(instruction);
                continue;
            }
            var place = Storage(access.Field);
            bool isVariable = place is VariableDefinition;
            instruction.OpCode = instruction.OpCode.Code switch
            {
                Code.Ldfld => isVariable ? OpCodes.Ldloc : OpCodes.Ldarg,
                Code.Ldflda => isVariable ? OpCodes.Ldloca : OpCodes.Ldarga,
                _ => isVariable ? OpCodes.Stloc : OpCodes.Starg,
            };
            instruction.Operand = place;
        }
    }

    /// <summary>Instead of boxing the machine, keeps its variables in the frame.</summary>
    void RewriteSuspension(SuspensionPlan site)
    {
        var suspension = site.Suspension;
        foreach (var load in suspension.MachineLoads) BodyEditor.Erase(copies[load]);
        BodyEditor.Erase(copies[plan.Machine.Shape.Simulation!.Producer(suspension.Await, 1)!]);
        var awaiter = (VariableDefinition)Storage(suspension.AwaiterField);
        var code = new Emitter().LoadAddress(awaiter).Constant(plan.LeafState(site));
        code.Load(context.Scratch.Refs).Load(context.Scratch.Words).Load(context.Scratch.Thread);
        code.Call(library.Method("Frame", plan.MakesScratchCalls ? "SuspendCallerAtLeaf" : "SuspendAtLeaf", awaiter.VariableType));
        context.Frame.Save(code, site.Frame);
        code.Field(OpCodes.Ldsfld, context.Instance).Store(context.Pending);
        editor.Replace(copies[suspension.Await], code);
    }

    /// <summary>Instead of completing a task, returns; what the method throws leaves it after the contexts of its caller are restored.</summary>
    void RewriteCompletion()
    {
        var shape = plan.Machine.Shape;
        if (shape.SetResult is { } setResult)
        {
            var code = new Emitter();
            if (plan.Result is { } type)
            {
                var value = editor.Temporary(type, "returned");
                code.Store(value).Load(context.Scratch.Result).Load(value).Type(OpCodes.Stobj, type);
            }
            editor.Replace(copies[setResult], code);
        }
        var setException = copies[shape.SetException!];
        var leave = setException.Next;
        while (leave.OpCode.Code is not (Code.Leave or Code.Leave_S)) leave = leave.Next;
        editor.Replace(setException, context.LoadExit(new()).Call(library.Method("Fence", "ExitFaulted")));
        leave.OpCode = OpCodes.Rethrow;
        leave.Operand = null;
        foreach (var ret in run.Body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Ret).ToList())
        {
            var code = context.LoadExit(new Emitter()).Load(context.Pending).Call(library.Method("Fence", "ExitCompleted"));
            editor.InsertBefore(ret, code.Load(context.Pending));
        }
    }
}

/// <summary>What the parts of a scratch body share.</summary>
/// <param name="Scratch">Its scratch space.</param>
/// <param name="State">The state to resume in; -1 for a call.</param>
/// <param name="StateVariable">The local variable that caches the state; the finally blocks of the method ask it whether the method suspends.</param>
/// <param name="Execution">The caller's execution context.</param>
/// <param name="Synchronization">The caller's synchronization context.</param>
/// <param name="Pending">What the method returns: null, or its future.</param>
/// <param name="IsResumedAtCall">Whether the method resumes at a scratch call, whose outcome is at hand.</param>
/// <param name="IsPolled">Whether the method is resumed by its caller's poll: what it leaves behind is then its caller's affair, as that of a completion that calls a continuation.</param>
/// <param name="Frame">The code for its variables.</param>
/// <param name="Instance">The singleton of its future.</param>
sealed record ScratchBodyContext(
    ScratchParameters Scratch, ParameterDefinition State, VariableDefinition? StateVariable, VariableDefinition Execution, VariableDefinition Synchronization,
    VariableDefinition Pending, VariableDefinition IsResumedAtCall, VariableDefinition IsPolled, FrameCode Frame, FieldReference Instance)
{
    internal Emitter LoadContexts(Emitter code) => code.Load(Scratch.Thread).Load(Execution).Load(Synchronization);

    /// <summary>Loads what the fence at an exit asks for.</summary>
    internal Emitter LoadExit(Emitter code) => LoadContexts(code).Load(IsPolled);

    /// <summary>Sets the state wherever the method may look for it.</summary>
    internal void SetState(Emitter code, int state)
    {
        code.Constant(state).Store(State);
        if (StateVariable is not null) code.Constant(state).Store(StateVariable);
    }
}

/// <summary>The scratch calls of a scratch body: they pass on what is left of its own scratch space.</summary>
sealed class BodyScratchCall(
    SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies, BodyEditor editor, ScratchBodyContext context, BodyPlan plan,
    IReadOnlyDictionary<Instruction, Instruction> copies) : ScratchCall(library, companions, bodies, editor)
{
    protected override Instruction Here(Instruction analysed) => copies[analysed];

    protected override void LoadThread(Emitter code) => code.Load(context.Scratch.Thread);

    protected override void PopMachine(Emitter code)
    {
        // It was not loaded.
    }

    protected override void EmitCall(
        Emitter code, SuspensionPlan site, CallPlan call, ScratchCallee target, VariableDefinition? receiver, IReadOnlyList<VariableDefinition> arguments, VariableDefinition result)
    {
        // Into variables first. The JIT gives the position in the source to the first of the statements into which it takes a call apart; were
        // these calls among the arguments, the scratch call would have none once it is inlined, and stack traces no line number.
        var scratch = context.Scratch;
        var refs = Editor.Temporary(new ByReferenceType(Library.Object), "refs");
        var words = Editor.Temporary(new ByReferenceType(Library.Int64), "words");
        var room = Editor.Temporary(scratch.Room.ParameterType, "room");
        code.Load(scratch.Refs).Constant(site.Frame.Slots).Call(Library.Method("Frame", "Slot")).Store(refs);
        code.Load(scratch.Words);
        context.Frame.Words(code, site.Frame);
        code.Call(Library.Method("Frame", "Word")).Store(words);
        code.LoadAddress(scratch.Room).Constant(site.Frame.Slots);
        context.Frame.Words(code, site.Frame);
        code.Call(Library.Method("Room", "Minus")).Store(room);
        if (target.Companion is not null) code.Load(refs).Load(scratch.Thread).Call(Library.Method("Companion", "Offer"));
        if (receiver is not null) code.Load(receiver);
        foreach (var argument in arguments) code.Load(argument);
        code.Load(refs).Load(words).Load(room).Load(scratch.Thread).LoadAddress(result);
        if (DirectCallStub.IsNeeded(target, plan.Machine.Type)) code.Call(DirectCallStub.Emit(target, plan.Machine.Type, Library));
        else target.EmitCall(code, Library);
    }

    protected override void EmitSuspend(Emitter code, SuspensionPlan site, CallPlan call, VariableDefinition callee)
    {
        var scratch = context.Scratch;
        code.Load(callee);
        LoadContinuation(code, call);
        code.Constant(plan.CallState(site));
        code.Load(scratch.Refs).Load(scratch.Words).Load(scratch.Thread).Call(Library.Method("Frame", "SuspendAtCall"));
        context.Frame.Save(code, site.Frame);
        code.Field(OpCodes.Ldsfld, context.Instance).Store(context.Pending);
        // As after any await: the finally blocks between here and the exit do not run.
        context.SetState(code, site.Suspension.State);
        code.Branch(OpCodes.Leave, Exit(site.Suspension));
    }

    protected override void EmitResume(Emitter code, SuspensionPlan site, ScratchCallee target, Instruction ordinary, VariableDefinition result, VariableDefinition fault)
    {
        code.Load(context.IsResumedAtCall).Branch(OpCodes.Brfalse, ordinary);
        code.Constant(0).Store(context.IsResumedAtCall);
        context.SetState(code, -1);
    }
}
