using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The scratch calls of a scratch body: they hand its own scratch space on.</summary>
/// <remarks>Where the callee is a companion's, the ordinary call is made out of line, where that can be done: see <see cref="OrdinaryCalls"/>.</remarks>
sealed class BodyScratchCall(
    SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies, BodyEditor editor, ScratchBodyContext context, BodyPlan plan,
    IReadOnlyDictionary<Instruction, Instruction> copies) : ScratchCall(library, companions, bodies, editor)
{
    /// <summary>Where the ordinary call of a site is made out of line when the callee has been asked already.</summary>
    readonly Dictionary<SuspensionPlan, Instruction> answered = [];

    VariableDefinition IsHandedBack => Editor.Temporary(Library.Boolean, "handed back");

    protected override Instruction Here(Instruction analysed) => copies[analysed];

    // All that are of no use go at the end (see UnusedCode).
    protected override bool IsReferred(Instruction nop) => true;

    protected override void PopMachine(Emitter code)
    {
        // It was not loaded.
    }

    protected override void EmitCall(
        Emitter code, SuspensionPlan site, CallPlan call, ScratchCallee target, VariableDefinition? receiver, IReadOnlyList<VariableDefinition> arguments, ResultPlace result,
        VariableDefinition answer, Instruction completed)
    {
        if (receiver is not null) code.Load(receiver);
        foreach (var argument in arguments) code.Load(argument);
        if (DirectCallStub.IsNeeded(target, plan.Machine.Type))
            result.LoadAddress(code.Load(context.Scratch.Scratch)).Call(DirectCallStub.Emit(target, plan.Machine.Type, Library));
        else
            target.EmitRawCall(code, Library, here => here.Load(context.Scratch.Scratch), result.LoadAddress);
        if (target.Companion is null)
        {
            code.BranchIfCompleted(answer, completed);
            return;
        }
        var answered = Editor.Temporary(Library.SystemType, "answered");
        code.Store(answered).Load(answered).Call(Library.Method("Companion", "HasCompleted")).Branch(OpCodes.Brtrue, completed);
        if (SuspendsAtOnce(call, target)) LoadFrame(code.Load(context.Scratch.Scratch).Load(answered), site, call).Call(Library.Method("Scratch", "SuspendIfPending")).Store(answer);
        else code.Load(answered).Call(Library.Method("Companion", "Take")).Store(answer);
    }

    /// <summary>Whether the frame is suspended by the support library, which looks at what a companion has answered: where nothing is due between the call and the await.</summary>
    static bool SuspendsAtOnce(CallPlan call, ScratchCallee target) => target.Companion is not null && call.Site.Between.Count == 0 && call.Site.Continuation.Constant is not null;

    /// <summary>Loads what a frame is suspended with.</summary>
    Emitter LoadFrame(Emitter code, SuspensionPlan site, CallPlan call)
    {
        code.Field(OpCodes.Ldsfld, context.Instance).Constant(plan.State(site)).Load(context.Place);
        LoadContinuation(code, call);
        return code;
    }

    protected override void EmitNotCompleted(Emitter code, SuspensionPlan site, CallPlan call, ScratchCallee target, VariableDefinition answer, Instruction completed, Instruction ordinary)
    {
        bool isSuspended = SuspendsAtOnce(call, target);
        var pending = isSuspended ? context.SuspendedOf(site) : Instruction.Create(OpCodes.Nop);
        var scratch = context.Scratch.Scratch;
        // A callee that is not async may have changed contexts before it passed on a call that is pending. An async one has not; after another answer, what follows may.
        if (target.MayPassOn) context.Fence.EmitMayChange(code);
        code.SwitchAnswer(answer, (Answer.Pending, pending));
        if (target.MayPassOn) code.SwitchAnswer(answer, (Answer.Unfenced, completed));
        else context.Fence.EmitMayChange(code);
        // What the callee has thrown is thrown here, within the method's own try blocks.
        code.Load(scratch);
        if (!target.MayDecline)
        {
            // Where nothing else leads to the ordinary call, it goes, with its await.
            code.Constant(site.Suspension.State).Call(Library.Method("Scratch", "Throw")).Emit(OpCodes.Ldnull).Emit(OpCodes.Throw);
        }
        else
        {
            code.Load(answer).Constant(site.Suspension.State).Call(Library.Method("Scratch", "HasHandedBack"));
            // A callee that is not async may hand a task back, which goes on as that of the ordinary call.
            if (MakesOrdinaryCall(site)) code.Store(IsHandedBack).Branch(OpCodes.Br, answered[site] = Instruction.Create(OpCodes.Nop));
            else if (target.MayPassOn) EmitHandedBack(code.Branch(OpCodes.Brfalse, ordinary).Load(scratch).Call(Library.Method("Handed", "Take", target.TaskType)), call, target);
            else code.Emit(OpCodes.Pop).Branch(OpCodes.Br, ordinary);
        }
        if (isSuspended) return;
        EmitBetween(code.Add(pending), call);
        LoadFrame(code.Load(scratch), site, call).Call(Library.Method("Scratch", "SuspendAtCall")).Store(context.Kept).Branch(OpCodes.Br, context.PendingOf(site));
    }

    protected override ResultPlace ResultPlaceOf(TypeReference result) => context.ResultPlaceOf(result, Editor);

    protected override bool MakesOrdinaryCall(SuspensionPlan site) => site.OutOfLine is not null;

    protected override void EmitOrdinary(
        Emitter code, SuspensionPlan site, ScratchCallee target, VariableDefinition? receiver, IReadOnlyList<VariableDefinition> arguments, ResultPlace result, Instruction completed)
    {
        if (site.OutOfLine is not { } outOfLine)
        {
            LoadOperands(context.Fence.EmitMayChange(code), receiver, arguments);
            return;
        }
        // What fails on null fails here, as the user's call and await do.
        var isNull = Instruction.Create(OpCodes.Nop);
        bool isToldOfNull = OrdinaryCalls.MayGiveNull(target);
        if (!isToldOfNull) code.Load(receiver!).Branch(OpCodes.Brfalse, isNull);
        context.Fence.EmitMayChange(code).Constant(0).Store(IsHandedBack);
        LoadOperands(code.Add(answered[site]), receiver, arguments);
        result.LoadAddress(code.Load(context.Scratch.Scratch).Load(IsHandedBack).Field(OpCodes.Ldsfld, context.Instance).Constant(plan.State(site)).Load(context.Place))
            .Call(Bodies.Ordinary.Of(outOfLine, site.Suspension, target, plan.Machine.Type));
        if (isToldOfNull)
        {
            var made = Editor.Temporary(Library.Int32, "made");
            code.Store(made).Load(made).Constant(1).Branch(OpCodes.Beq, completed).Load(made).Branch(OpCodes.Brfalse, context.SuspendedOf(site));
        }
        else
        {
            code.Branch(OpCodes.Brtrue, completed).Branch(OpCodes.Br, context.SuspendedOf(site)).Add(isNull);
        }
        code.Constant(site.Suspension.State).Call(Library.Method("OrdinaryCalls", "OfNull")).Emit(OpCodes.Throw);
    }

    protected override void EmitResume(Emitter code, SuspensionPlan site, ScratchCallee target, Instruction ordinary, TypeReference result)
    {
        context.SetState(code, -1);
        code.Load(context.Scratch.Scratch).Load(context.Place).Constant(site.Suspension.State).Call(LeafCode.TakeResult(Library, site.Suspension.AwaiterType));
    }
}
