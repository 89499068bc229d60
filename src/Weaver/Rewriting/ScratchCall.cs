using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Turns an await site into a scratch call, with the ordinary call beside it for receivers without the companion. Where several calls meet in
/// the await, each becomes one, and leaves for the await's own end. What a root and a scratch body do differently, how they call, suspend and resume, is theirs.
/// </summary>
abstract class ScratchCall(SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies, BodyEditor editor)
{
    protected SupportLibrary Library => library;

    protected ScratchBodies Bodies => bodies;

    protected BodyEditor Editor => editor;

    /// <summary>Calls the method with the scratch ABI. Goes to <paramref name="completed"/> where it has completed; else its answer is in the variable.</summary>
    protected abstract void EmitCall(
        Emitter code, SuspensionPlan site, CallPlan call, ScratchCallee target, VariableDefinition? receiver, IReadOnlyList<VariableDefinition> arguments, ResultPlace result,
        VariableDefinition answer, Instruction completed);

    /// <summary>Does what is due where the callee has not completed at once; falls through nowhere, and goes to <paramref name="ordinary"/> where the ordinary call is due, or to <paramref name="completed"/>, if it has after all.</summary>
    protected abstract void EmitNotCompleted(Emitter code, SuspensionPlan site, CallPlan call, ScratchCallee target, VariableDefinition answer, Instruction completed, Instruction ordinary);

    /// <summary>Whether the ordinary call is made by code of the weaver's own, and not by the user's call.</summary>
    protected abstract bool MakesOrdinaryCall(SuspensionPlan site);

    /// <summary>
    /// Makes the ordinary call, whose operands these are, and goes to <paramref name="completed"/> where it has completed, and to no other place that follows; or does what is due before it, loads them, and falls through to the user's call.
    /// </summary>
    protected abstract void EmitOrdinary(
        Emitter code, SuspensionPlan site, ScratchCallee target, VariableDefinition? receiver, IReadOnlyList<VariableDefinition> arguments, ResultPlace result, Instruction completed);

    /// <summary>Loads the operands of the user's call.</summary>
    protected static void LoadOperands(Emitter code, VariableDefinition? receiver, IReadOnlyList<VariableDefinition> arguments)
    {
        if (receiver is not null) code.Load(receiver);
        foreach (var argument in arguments) code.Load(argument);
    }

    /// <summary>Goes to <paramref name="ordinary"/> if the site was not suspended at its scratch call; otherwise leaves, if the callee is pending, throws what it has thrown, or falls through with its result on the stack.</summary>
    protected abstract void EmitResume(Emitter code, SuspensionPlan site, ScratchCallee target, Instruction ordinary, TypeReference result);

    /// <summary>Where callees give results of a type.</summary>
    protected abstract ResultPlace ResultPlaceOf(TypeReference result);

    /// <summary>Takes the machine off the stack, where its fields are still fields.</summary>
    protected abstract void PopMachine(Emitter code);

    /// <summary>The instruction of this body for one of the analysed body.</summary>
    protected abstract Instruction Here(Instruction analysed);

    internal void Rewrite(SuspensionPlan site)
    {
        var target = ScratchCallee.At(site, library, companions, bodies);
        var suspension = site.Suspension;
        var result = ResultPlaceOf(library.Result(target.Result));
        var after = Here(suspension.GetResult).Next;

        foreach (var call in site.Calls) RewriteCall(site, call, result, after);

        var resume = Here(suspension.Resume);
        var code = new Emitter();
        var ordinary = Instruction.Create(OpCodes.Nop);
        EmitResume(code, site, target, ordinary, result.Type);
        if (target.Result is null)
        {
            code.Emit(OpCodes.Pop);
            EmitResult(code, site, target, result, after);
        }
        else if (suspension.BelowResult.Count == 0)
        {
            code.Branch(OpCodes.Br, after);
        }
        else
        {
            var taken = editor.Temporary(result.Type, "result");
            EmitResult(code.Store(taken), site, target, new ResultPlace.Variable(taken), after);
        }
        Insert(code.Add(ordinary), resume);
    }

    void RewriteCall(SuspensionPlan site, CallPlan plan, ResultPlace result, Instruction after)
    {
        var target = ScratchCallee.Of(plan, library, companions, bodies);
        var receiver = target.Receiver is null ? null : editor.Temporary(ReceiverVariable(plan, target.Receiver), "receiver");
        var scratchReceiver = target.Companion is null ? receiver : editor.Temporary(target.Companion, "receiver");
        var answer = editor.Temporary(library.Answer, "answer");
        var arguments = target.Parameters.Select((type, index) => editor.Temporary(type, "argument" + index)).ToList();
        var code = new Emitter();
        var ordinary = Instruction.Create(OpCodes.Nop);
        var completed = Instruction.Create(OpCodes.Nop);

        for (int i = arguments.Count - 1; i >= 0; i--) code.Store(arguments[i]);
        if (receiver is not null) code.Store(receiver);
        if (target.Companion is not null)
        {
            code.Load(receiver!);
            if (target.IsDelegate) code.Call(library.Method("DelegateCalls", "TargetOf"));
            if (target.Wrapper is { } wrapper) code.Call(library.Method("ConfiguredCalls", "Wrapped", wrapper));
            if (target.TypeParameter is { } parameter) code.Call(library.Method("TypeParameters", "ObjectOf", parameter));
            code.Type(OpCodes.Isinst, target.Companion).Store(scratchReceiver!);
            code.Load(scratchReceiver!).Branch(OpCodes.Brfalse, ordinary);
        }
        if (target.TakesNull) code.Load(receiver!).Branch(OpCodes.Brfalse, ordinary);
        LargeArguments.EmitGuard(code, target.Parameters, ordinary);
        // What fails between the call and the await is the ordinary code's affair.
        foreach (var owner in plan.Site.Continuation.Objects) Copy(code, owner).Branch(OpCodes.Brfalse, ordinary);
        EmitCall(code, site, plan, target, scratchReceiver, target.IsDelegate ? [.. arguments, EmitAddress(code, receiver!)] : arguments, result, answer, completed);
        EmitNotCompleted(code, site, plan, target, answer, completed, ordinary);
        // No branch leads back: the JIT takes methods with one for loops, and counts in them from the first call on.
        if (MakesOrdinaryCall(site))
        {
            EmitOrdinary(code.Add(ordinary), site, target, receiver, arguments, result, completed);
            EmitCompleted();
        }
        else
        {
            EmitCompleted();
            EmitOrdinary(code.Add(ordinary), site, target, receiver, arguments, result, completed);
        }
        Insert(code, Here(plan.Site.Prefix ?? plan.Site.Call));

        void EmitCompleted()
        {
            EmitBetween(code.Add(completed), plan);
            EmitResult(code, site, target, result, after);
        }
    }

    /// <summary>What tells the target of a delegate which of its methods is called.</summary>
    VariableDefinition EmitAddress(Emitter code, VariableDefinition called)
    {
        var address = editor.Temporary(library.Module.TypeSystem.IntPtr, "address");
        code.Load(called).Call(library.Method("DelegateCalls", "MethodOf")).Store(address);
        return address;
    }

    void Insert(Emitter code, Instruction before) => editor.InsertBefore(before, code, IsReferred);

    /// <summary>Whether something else than a branch beside it refers to a nop.</summary>
    protected abstract bool IsReferred(Instruction nop);

    /// <summary>Does what stands between the call and the await, and leaves nothing on the stack.</summary>
    protected void EmitBetween(Emitter code, CallPlan plan)
    {
        PopMachines(code, plan);
        Copy(code, plan.Site.Between);
    }

    /// <summary>Takes the machines off the stack that are below the operands of the call.</summary>
    protected void PopMachines(Emitter code, CallPlan plan)
    {
        for (int i = 0; i < plan.Site.MachinesBelow; i++) PopMachine(code);
    }

    /// <summary>Loads whether the await continues where it captured.</summary>
    protected void LoadContinuation(Emitter code, CallPlan plan)
    {
        if (plan.Site.Continuation.Constant is { } constant) code.Constant(constant ? 1 : 0);
        else if (plan.Site.Wrapped is not null) LoadContinuationOfWrapper(code, plan.Site.Method.DeclaringType);
        else if (plan.Site.Continuation.IsOfHelper) CopyAsItIs(code, plan.Site.Continuation.Argument);
        else Copy(code, plan.Site.Continuation.Argument);
    }

    /// <summary>What the struct of the call says, which reads it after the call as well: what that runs may replace the struct.</summary>
    void LoadContinuationOfWrapper(Emitter code, TypeReference wrapper) =>
        code.Load(editor.Temporary(new ByReferenceType(wrapper), "receiver")).Call(library.Method("ConfiguredCalls", "Continues", wrapper));

    /// <summary>Goes on with a task that the callee has handed back, in place of that of the user's call.</summary>
    protected void EmitHandedBack(Emitter code, CallPlan plan, ScratchCallee target)
    {
        if (target.Wrapper is { } wrapper)
        {
            LoadContinuationOfWrapper(code, wrapper);
            if (target.Result is { } result) code.Call(library.Method("ConfiguredCalls", "ConfigureOf", result));
            else code.Call(library.Method("ConfiguredCalls", "Configure"));
        }
        code.Branch(OpCodes.Br, Here(plan.Site.Call).Next);
    }

    Emitter Copy(Emitter code, IEnumerable<Instruction> analysed) => CopyAsItIs(code, analysed.Select(Here));

    static Emitter CopyAsItIs(Emitter code, IEnumerable<Instruction> originals)
    {
        foreach (var original in originals) code.Add(original.Copy());
        return code;
    }

    /// <summary>A protected method is called on objects of the calling class or a derived one (ECMA-335 partition I, 8.5.3.2), which a variable of its base class would not show.</summary>
    static TypeReference ReceiverVariable(CallPlan plan, TypeReference declaring) =>
        plan.Site.Method.ResolveMethod()!.IsProtected() ? plan.Site.Receiver ?? declaring : declaring;

    void EmitResult(Emitter code, SuspensionPlan site, ScratchCallee target, ResultPlace result, Instruction after)
    {
        Copy(code, site.Suspension.BelowResult);
        if (target.Result is not null) result.Load(code);
        code.Branch(OpCodes.Br, after);
    }

    /// <summary>The exit that the compiler chose for a suspended method.</summary>
    protected Instruction Exit(Suspension suspension) => (Instruction)Here(suspension.Leave).Operand;
}
