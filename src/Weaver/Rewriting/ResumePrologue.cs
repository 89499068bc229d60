using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// The front of a scratch body: keeps the caller's contexts, where that is due at its start; and where the method is resumed, takes the
/// variables out of the frame, and goes on to the copy of MoveNext's own dispatch, which leads to the await.
/// </summary>
/// <remarks>
/// Where the beginning of MoveNext is known, resumptions are told from calls within the protected block, and calls go past the dispatch. From the JIT's point of view no call comes to an await
/// then with variables that have not been set, which it would clear first; and the state is tested once: what is known of it before a protected block, the JIT does not know within.
/// </remarks>
sealed class ResumePrologue(
    SupportLibrary library, BodyEditor editor, ScratchBodyContext context, BodyPlan plan, Func<FieldDefinition, object> storage, IReadOnlyDictionary<Instruction, Instruction> copies)
{
    readonly Beginning? beginning = plan.Beginning;

    internal void Insert()
    {
        var code = context.Fence.EmitStart(new());
        // As far as data flow sees, a finally block leads to every way out, and so to where this is asked for.
        if (editor.Body.ExceptionHandlers.Any(handler => handler.HandlerType == ExceptionHandlerType.Finally)) code.Answer(Answer.Completed).Store(context.Outcome);
        if (plan.Suspensions.Count > 0 && beginning is null)
        {
            var start = Instruction.Create(OpCodes.Nop);
            EmitResumption(code.Load(context.State).Constant(0).Branch(OpCodes.Blt, start), start);
            code.Add(start);
        }
        editor.InsertAtStart(code);
        if (plan.Suspensions.Count == 0 || beginning is null) return;

        var dispatch = Instruction.Create(OpCodes.Nop);
        var resumption = new Emitter().Load(context.State).Constant(0).Branch(OpCodes.Blt, copies[beginning.Start]);
        EmitResumption(resumption, dispatch);
        resumption.Add(dispatch);
        foreach (var (load, store) in beginning.Copies) resumption.Add(copies[load].Copy()).Add(copies[store].Copy());
        editor.InsertBefore(copies[beginning.Dispatch], resumption);
    }

    /// <summary>Takes the variables out and goes to the dispatch.</summary>
    void EmitResumption(Emitter code, Instruction dispatch)
    {
        // The last follows.
        var targets = plan.Suspensions.Skip(1).Select(_ => Instruction.Create(OpCodes.Nop)).ToArray();
        if (targets.Length > 0) code.Load(context.State).Switch(targets);
        var last = plan.Suspensions[plan.Suspensions.Count - 1];
        var restores = new List<Emitter>();
        // Each goes on with what is behind it, so that none leads back: the JIT would take the method for one with a loop.
        foreach (var site in plan.Suspensions.Take(targets.Length).Prepend(last).Reverse())
        {
            var restore = new Emitter();
            if (site != last) restore.Add(targets[plan.State(site)]);
            EmitResumption(restore, site, dispatch);
            restores.Add(restore);
        }
        foreach (var restore in restores.AsEnumerable().Reverse()) code.Add(restore);
    }

    void EmitResumption(Emitter code, SuspensionPlan site, Instruction dispatch)
    {
        if (site.Calls.Count == 0)
        {
            var awaiter = (VariableDefinition)storage(site.Suspension.AwaiterField);
            code.Load(context.Scratch.Scratch).Load(context.Place).Call(LeafCode.Take(library, awaiter.VariableType)).Store(awaiter);
        }
        if (beginning is null) code.Constant(site.Suspension.State).Store(context.State);
        else context.SetState(code, site.Suspension.State);
        context.Frame.Restore(code, site.Frame, dispatch);
    }
}
