using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// The front of a scratch body: remembers the caller's contexts; and where the method is resumed, polls its callee, takes the
/// variables out of the frame, and goes on to the copy of MoveNext, whose own dispatch leads to the await.
/// </summary>
sealed class ResumePrologue(
    SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies, BodyEditor editor, ScratchBodyContext context, BodyPlan plan, Func<FieldDefinition, object> storage)
{
    internal void Insert()
    {
        var body = editor.Body.Instructions[0];
        var scratch = context.Scratch;
        var code = new Emitter()
            .Load(scratch.Thread).Call(library.Method("Fence", "Execution")).Store(context.Execution)
            .Load(scratch.Thread).Call(library.Method("Fence", "Synchronization")).Store(context.Synchronization);
        var start = Instruction.Create(OpCodes.Nop);
        if (plan.Suspensions.Count > 0)
        {
            code.Load(context.State).Constant(0).Branch(OpCodes.Blt, start);
            code.Constant(1).Store(context.IsPolled);
            var targets = plan.Suspensions.Concat(plan.Suspensions).Select(_ => Instruction.Create(OpCodes.Nop)).ToArray();
            code.Load(context.State).Switch(targets).Branch(OpCodes.Br, start);
            foreach (var site in plan.Suspensions)
            {
                code.Add(targets[plan.LeafState(site)]);
                ResumeAtLeaf(code, site);
                Continue(code, site, start);
                code.Add(targets[plan.CallState(site)]);
                // A site without a scratch call is never in this state: the jump table has a place for it all the same.
                if (site.Calls.Count > 0) ResumeAtCall(code, site);
                Continue(code, site, start);
            }
        }
        code.Add(start);
        editor.InsertBefore(body, code);
    }

    void ResumeAtLeaf(Emitter code, SuspensionPlan site)
    {
        var awaiter = (VariableDefinition)storage(site.Suspension.AwaiterField);
        code.Load(context.Scratch.Refs).Load(context.Scratch.Thread)
            .Call(library.Method("Frame", plan.MakesScratchCalls ? "ResumeCallerAtLeaf" : "ResumeAtLeaf", awaiter.VariableType)).Store(awaiter);
        context.Frame.Restore(code, site.Frame);
    }

    void ResumeAtCall(Emitter code, SuspensionPlan site)
    {
        var scratch = context.Scratch;
        var resultType = library.Result(ScratchCallee.At(site, library, companions, bodies).Result);
        var completed = Instruction.Create(OpCodes.Nop);
        code.Load(scratch.Refs).Load(scratch.Words).Constant(site.Frame.Slots);
        context.Frame.Words(code, site.Frame);
        code.Load(scratch.Room).Load(scratch.Thread)
            .LoadAddress(editor.Temporary(resultType, "result")).LoadAddress(editor.Temporary(library.Fault, "fault"))
            .Call(library.Method("Frame", "Resume", resultType)).Branch(OpCodes.Brtrue, completed);
        // Still pending, or to continue elsewhere: the frame is as it was.
        context.LoadContexts(code).Call(library.Method("Fence", "Exit")).Field(OpCodes.Ldsfld, context.Instance).Emit(OpCodes.Ret).Add(completed);
        code.Load(scratch.Refs).Load(scratch.Thread).Call(library.Method("Frame", "Enter"));
        context.Frame.Restore(code, site.Frame);
        code.Constant(1).Store(context.IsResumedAtCall);
    }

    void Continue(Emitter code, SuspensionPlan site, Instruction start) =>
        code.Constant(site.Suspension.State).Store(context.State).Branch(OpCodes.Br, start);
}
