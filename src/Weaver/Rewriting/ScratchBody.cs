using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
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
    readonly bool isOptimised;
    readonly MethodDefinition run;
    readonly Dictionary<FieldDefinition, object> storage = [];
    readonly Dictionary<Instruction, Instruction> copies;
    readonly BodyEditor editor;
    readonly ScratchBodyContext context;

    internal ScratchBody(SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies, BodyPlan plan, bool isOptimised)
    {
        (this.library, this.companions, this.bodies, this.plan, this.isOptimised) = (library, companions, bodies, plan, isOptimised);
        var machine = plan.Machine;
        run = new(machine.MoveNext.Name, MethodAttributes.Static | MethodAttributes.Assembly | MethodAttributes.HideBySig, library.Answer);
        foreach (var argument in machine.Arguments)
        {
            var parameter = new ParameterDefinition(VariableNames.OfArgument(argument.Field), ParameterAttributes.None, argument.Field.FieldType);
            run.Parameters.Add(parameter);
            storage[argument.Field] = parameter;
        }
        // Before what is asked for less often: the first four arguments are loaded by instructions of one byte, and what the caller has had as an argument stays in its register.
        var scratch = ScratchParameters.AddTo(run, library, plan.Result);
        // The name is none of the source's: a variable of the user's may be called state.
        var state = new ParameterDefinition(machine.StateField.Name, ParameterAttributes.None, library.Int32);
        run.Parameters.Add(state);
        storage[machine.StateField] = state;
        var place = new ParameterDefinition("", ParameterAttributes.None, library.Place);
        run.Parameters.Add(place);
        machine.Type.Methods.Add(run);
        // What the user has said of the method for debuggers, the compiler says of MoveNext.
        foreach (var attribute in machine.MoveNext.CustomAttributes) run.CustomAttributes.Add(attribute);
        run.MarkAsGenerated(library);

        copies = BodyCloner.Clone(machine.MoveNext, run);
        editor = new(run.Body);
        var stateVariable = machine.Shape.StateVariable is { } variable ? run.Body.Variables[variable.Index] : null;
        var future = new FutureType(library, plan, run);
        Future = future.Type;
        var kept = NewVariable(library.Place);
        context = new(
            scratch, state, place, kept, stateVariable, new(library, plan.Fence, scratch.Scratch, place, NewVariable), NewVariable(library.Answer),
            new(library, plan, scratch, place, kept, Storage, isOptimised), future.Instance, IsStateReadOnce(machine));
    }

    /// <summary>The type of the method's futures.</summary>
    internal TypeDefinition Future { get; }

    internal MethodDefinition Emit()
    {
        var machine = plan.Machine;
        ReplaceFields();
        // From the last: what keeps the same variables goes on with the code of a later one, and none leads back.
        foreach (var site in plan.Suspensions.Reverse()) RewriteSuspension(site);
        RewriteCompletion();
        var calls = new BodyScratchCall(library, companions, bodies, editor, context, plan, copies);
        foreach (var site in plan.Suspensions.Where(site => site.Calls.Count > 0)) calls.Rewrite(site);
        foreach (var place in plan.Fence.Places) editor.InsertBefore(copies[place], context.Fence.EmitMayChange(new()));
        new ResumePrologue(library, editor, context, plan, Storage, copies).Insert();
        if (!run.Body.InitLocals) ClearVariables();
        editor.Apply();
        VariableNames.Add(machine, run, storage, copies);
        MoveYields();
        return run;
    }

    /// <summary>
    /// Debuggers that step over an await stop where the method waits, and let it run to where it goes on. It waits for a scratch call before it comes to where the compiler
    /// has it wait: it is where the variables are kept, whatever it waits for.
    /// </summary>
    void MoveYields()
    {
        var original = plan.Machine.MoveNext.CustomDebugInformations.OfType<AsyncMethodBodyDebugInformation>().FirstOrDefault();
        var copy = run.CustomDebugInformations.OfType<AsyncMethodBodyDebugInformation>().FirstOrDefault();
        for (int i = 0; i < copy?.Yields.Count; i++)
        {
            var site = plan.Suspensions.Where(site => site.Suspension.Await.Offset >= original!.Yields[i].Offset).OrderBy(site => site.Suspension.Await.Offset).FirstOrDefault();
            if (site is not null) copy.Yields[i] = new(context.SaveOf(site));
        }
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
        var code = new Emitter();
        foreach (var variable in storage.Values.OfType<VariableDefinition>()) code.Clear(variable);
        editor.InsertAtStart(code);
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
            if (access.Field == plan.Machine.StateField && instruction.OpCode.Code == Code.Stfld && context.IsStateReadOnce)
            {
                EraseStore(instruction);
                continue;
            }
            instruction.OpCode = instruction.OpCode.Code switch
            {
                Code.Ldfld => isVariable ? OpCodes.Ldloc : OpCodes.Ldarg,
                Code.Ldflda => isVariable ? OpCodes.Ldloca : OpCodes.Ldarga,
                _ => isVariable ? OpCodes.Stloc : OpCodes.Starg,
            };
            instruction.Operand = place;
        }
    }

    /// <summary>
    /// Whether the method looks at its state only where it begins, and goes by the variable that caches it from there: what is stored in the field after that nobody reads.
    /// </summary>
    static bool IsStateReadOnce(StateMachine machine)
    {
        if (machine.Shape.StateVariable is null) return false;
        var loads = machine.Shape.Accesses.Where(access => access.Field == machine.StateField && access.Access.OpCode.Code != Code.Stfld).ToList();
        return loads is [{ Access: { OpCode.Code: Code.Ldfld, Next: { OpCode.Code: Code.Stloc } }, This: var first }] && machine.MoveNext.Body.Instructions.First(instruction => instruction.OpCode.Code != Code.Nop) == first;
    }

    /// <summary>Erases a store with what computes its value, where that is a constant.</summary>
    static void EraseStore(Instruction store)
    {
        // The compiler duplicates what it stores in the variable as well.
        var computed = store.Previous is { OpCode.Code: Code.Stloc, Previous: var copy } ? copy : store.Previous;
        if (computed is { OpCode.Code: Code.Dup } || (computed == store.Previous && computed.Constant() is not null))
        {
            BodyEditor.Erase(computed);
            BodyEditor.Erase(store);
            return;
        }
        store.OpCode = OpCodes.Pop;
        store.Operand = null;
    }

    /// <summary>Instead of boxing the machine, keeps its variables in the frame.</summary>
    void RewriteSuspension(SuspensionPlan site)
    {
        var suspension = site.Suspension;
        foreach (var load in suspension.MachineLoads) BodyEditor.Erase(copies[load]);
        BodyEditor.Erase(copies[suspension.AwaiterLoad]);
        var code = new Emitter();
        if (site.Calls.Count > 0)
        {
            if (LeafCode.TakesAwaitable(suspension.AwaiterType)) PassAwaitable(copies[suspension.GetAwaiter]);
            EmitOrdinaryAwait(code, site);
            editor.InsertBefore(copies[suspension.GetAwaiter].Next, code);
            return;
        }
        var awaiter = (VariableDefinition)Storage(suspension.AwaiterField);
        code.Load(context.Scratch.Scratch).Load(awaiter).Field(OpCodes.Ldsfld, context.Instance).Constant(plan.State(site)).Load(context.Place)
            .Call(LeafCode.Suspend(library, awaiter.VariableType)).Store(context.Kept);
        if (EmitSave(code, site)) code.Answer(Answer.Pending).Store(context.Outcome);
        else BodyEditor.Erase(copies[suspension.Leave]);
        editor.Replace(copies[suspension.Await], code);
    }

    /// <summary>Has the awaitable on the stack in the place of its awaiter.</summary>
    static void PassAwaitable(Instruction getAwaiter)
    {
        var method = (MethodReference)getAwaiter.Operand;
        if (getAwaiter.Previous is { OpCode.Code: Code.Ldloca } address)
        {
            address.OpCode = OpCodes.Ldloc;
            BodyEditor.Erase(getAwaiter);
            return;
        }
        (getAwaiter.OpCode, getAwaiter.Operand) = (OpCodes.Ldobj, method.DeclaringType);
    }

    /// <summary>
    /// Where the scratch call is an ordinary one after all, awaits it, out of line: all that the compiler has for that between the awaiter and the result is never reached. Scratch calls that are pending are suspended here too.
    /// </summary>
    void EmitOrdinaryAwait(Emitter code, SuspensionPlan site)
    {
        var suspension = site.Suspension;
        var completed = Instruction.Create(OpCodes.Nop);
        // Sources are asked whether they have completed, and for their results: user code.
        if (plan.Fence.Places.Any(place => suspension.GetAwaiter.Offset < place.Offset && place.Offset <= suspension.GetResult.Offset)) context.Fence.EmitMayChange(code);
        var type = ScratchCallee.At(site, library, companions, bodies).Result;
        var result = context.ResultPlaceOf(library.Result(type), editor);
        result.LoadAddress(code.Load(context.Scratch.Scratch).Field(OpCodes.Ldsfld, context.Instance).Constant(plan.State(site)).Load(context.Place))
            .Call(LeafCode.Await(library, suspension.AwaiterType)).Branch(OpCodes.Brtrue, completed)
            .Add(context.SuspendedOf(site)).Load(context.Scratch.Scratch).Call(library.Method("Scratch", "get_Suspended")).Store(context.Kept);
        // As before any await: the finally blocks between here and the exit do not run.
        context.SetState(code.Add(context.PendingOf(site)), suspension.State);
        if (EmitSave(code, site)) code.Answer(Answer.Pending).Store(context.Outcome).Branch(OpCodes.Leave, copies[(Instruction)suspension.Leave.Operand]);
        code.Add(completed);
        foreach (var below in suspension.BelowResult) code.Add(copies[below].Copy());
        if (type is not null) result.Load(code);
        code.Branch(OpCodes.Br, copies[suspension.GetResult].Next);
    }

    /// <summary>Keeps the variables.</summary>
    /// <returns>Whether the code goes on behind it.</returns>
    bool EmitSave(Emitter code, SuspensionPlan site)
    {
        code.Add(context.SaveOf(site));
        context.Frame.ClearUnused(code, site.Frame);
        return context.Frame.Save(code, site);
    }

    /// <summary>Instead of completing a task, returns how it has ended.</summary>
    void RewriteCompletion()
    {
        var shape = plan.Machine.Shape;
        // The answer of a method that has completed goes out on the stack: a variable that the handler sets as well would be in memory.
        var exits = run.Body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Ret).ToDictionary(ret => ret, _ => Instruction.Create(OpCodes.Nop));
        if (shape.SetResult is { } setResult)
        {
            var code = EmitResult(copies[setResult]).Answer(Answer.Completed);
            if (ReturnAfter(copies[setResult]) is { } ret) code.Branch(OpCodes.Br, exits[ret]);
            else code.Store(context.Outcome);
            editor.Replace(copies[setResult], code);
        }
        editor.Replace(copies[shape.SetException!], new Emitter().Load(context.Scratch.Scratch).Call(library.Method("Scratch", "Fail")).Store(context.Outcome));
        foreach (var exit in exits) editor.InsertBefore(exit.Key, context.Fence.EmitExit(new Emitter().Load(context.Outcome).Add(exit.Value)));
    }

    /// <summary>The return to which an instruction leads without doing anything else.</summary>
    static Instruction? ReturnAfter(Instruction instruction)
    {
        var next = instruction.Next;
        while (next is { OpCode.Code: Code.Nop }) next = next.Next;
        return next is { OpCode.Code: Code.Ret } ? next : null;
    }

    /// <summary>Stores what the method returns, which is on the stack.</summary>
    Emitter EmitResult(Instruction setResult)
    {
        var code = new Emitter();
        if (plan.Result is not { } type) return code;
        // The compiler has loaded the builder, and then a variable: the reference takes the builder's place.
        if (setResult.Previous is { OpCode.Code: Code.Ldloc, Previous: { OpCode.Code: Code.Nop } builder })
        {
            (builder.OpCode, builder.Operand) = (OpCodes.Ldarg, context.Scratch.Result);
            return code.StoreThrough(type);
        }
        var value = editor.Temporary(type, "returned");
        return code.Store(value).Load(context.Scratch.Result).Load(value).StoreThrough(type);
    }
}
