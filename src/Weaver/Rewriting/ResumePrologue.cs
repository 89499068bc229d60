using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// The front of a scratch body: keeps the caller's contexts, where that is due at its start; and where the method is resumed, takes the
/// variables out of the frame, and goes on to the copy of MoveNext, whose own dispatch leads to the await.
/// </summary>
sealed class ResumePrologue(SupportLibrary library, BodyEditor editor, ScratchBodyContext context, BodyPlan plan, Func<FieldDefinition, object> storage)
{
    internal void Insert()
    {
        var body = editor.Body.Instructions[0];
        var scratch = context.Scratch.Scratch;
        var code = context.Fence.EmitStart(new()).Answer(Answer.Completed).Store(context.Outcome);
        var start = Instruction.Create(OpCodes.Nop);
        if (plan.Suspensions.Count > 0)
        {
            code.Load(context.State).Constant(0).Branch(OpCodes.Blt, start);
            context.Fence.EmitResumed(code);
            // The last follows.
            var targets = plan.Suspensions.Skip(1).Select(_ => Instruction.Create(OpCodes.Nop)).ToArray();
            if (targets.Length > 0) code.Load(context.State).Switch(targets);
            foreach (var site in plan.Suspensions.Reverse())
            {
                if (plan.State(site) < targets.Length) code.Add(targets[plan.State(site)]);
                if (site.Calls.Count == 0)
                {
                    var awaiter = (VariableDefinition)storage(site.Suspension.AwaiterField);
                    code.Load(scratch).Load(context.Place).Call(LeafCode.Take(library, awaiter.VariableType)).Store(awaiter);
                }
                code.Constant(site.Suspension.State).Store(context.State);
                context.Frame.Restore(code, site.Frame, start);
            }
        }
        code.Add(start);
        editor.InsertBefore(body, code);
    }
}
