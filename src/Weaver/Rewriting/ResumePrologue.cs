using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// The front of a scratch body: remembers the caller's contexts; and where the method is resumed, takes the
/// variables out of the frame, and goes on to the copy of MoveNext, whose own dispatch leads to the await.
/// </summary>
sealed class ResumePrologue(SupportLibrary library, BodyEditor editor, ScratchBodyContext context, BodyPlan plan, Func<FieldDefinition, object> storage)
{
    internal void Insert()
    {
        var body = editor.Body.Instructions[0];
        var scratch = context.Scratch.Scratch;
        var code = new Emitter()
            .Load(scratch).Call(library.Method("Fence", "Execution")).Store(context.Execution)
            .Load(scratch).Call(library.Method("Fence", "Synchronization")).Store(context.Synchronization)
            .Answer(Answer.Completed).Store(context.Outcome)
            // Stored, and not by what clears the local variables: that is a wide store, from which a narrow load waits for the cache.
            .Constant(1).Store(context.IsCalled);
        var start = Instruction.Create(OpCodes.Nop);
        if (plan.Suspensions.Count > 0)
        {
            code.Load(context.State).Constant(0).Branch(OpCodes.Blt, start);
            code.Constant(0).Store(context.IsCalled);
            var targets = Enumerable.Range(0, plan.States).Select(_ => Instruction.Create(OpCodes.Nop)).ToArray();
            code.Load(context.State).Switch(targets).Branch(OpCodes.Br, start);
            foreach (var site in plan.Suspensions)
            {
                code.Add(targets[plan.LeafState(site)]);
                var awaiter = (VariableDefinition)storage(site.Suspension.AwaiterField);
                code.Load(scratch).Load(context.Place).Call(LeafCode.Take(library, site, awaiter.VariableType)).Store(awaiter);
                Continue(code, site, start);
                if (site.Calls.Count == 0) continue;
                code.Add(targets[plan.CallState(site)]);
                code.Constant(1).Store(context.IsResumedAtCall);
                Continue(code, site, start);
            }
        }
        code.Add(start);
        editor.InsertBefore(body, code);
    }

    void Continue(Emitter code, SuspensionPlan site, Instruction start)
    {
        context.Frame.Restore(code, site.Frame);
        code.Constant(site.Suspension.State).Store(context.State).Branch(OpCodes.Br, start);
    }
}
