using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits the way into a scratch body: a method of the user's class, which calls it.
/// </summary>
sealed class ScratchEntry
{
    readonly SupportLibrary library;
    readonly BodyPlan plan;
    readonly EntryMethod entry;

    internal ScratchEntry(SupportLibrary library, BodyPlan plan)
    {
        (this.library, this.plan) = (library, plan);
        entry = EntryMethod.Of(plan.Machine.Kickoff, library);
    }

    /// <summary>The method of the user's class.</summary>
    internal MethodDefinition Method => entry.Method;

    internal void Emit(MethodDefinition run)
    {
        // The state machine repeats the parameters of the class and then those of the method.
        var parameters = Method.DeclaringType.GenericParameters.Concat(Method.GenericParameters).ToList<TypeReference>();
        var declined = Instruction.Create(OpCodes.Nop);
        var code = new Emitter();
        bool isBounded = plan.Suspensions.All(site => site.Frame.DecidedByJit.Count == 0);
        if (!isBounded)
            FrameCode.FrameWords(code, library, plan, type => TypeSubstitution.Apply(type, parameter => parameters[parameter.Position])).Call(library.Method("Companion", "Fits")).Branch(OpCodes.Brfalse, declined);
        int first = Method.HasThis ? 1 : 0;
        foreach (var argument in plan.Machine.Arguments)
        {
            if (argument.Argument < first) LoadThis(code);
            else code.Load(Method.Parameters[argument.Argument - first]);
        }
        code.Constant(-1).Call(library.Method("Place", "get_None"));
        entry.Scratch.Load(code).Call(run.On(plan.Machine.Type.Of(parameters))).Emit(OpCodes.Ret);
        if (!isBounded) entry.Scratch.Decline(code.Add(declined), library, entry.Result);
        code.AppendTo(Method.Body);
        Method.AggressiveInlining = true;
        // Symbols have one kickoff method for each MoveNext and one MoveNext for each kickoff method (portable PDB v1.0, StateMachineMethod table). Without it, readers take no
        // notice of where a method waits.
        if (run.DebugInformation.HasSequencePoints) run.DebugInformation.StateMachineKickOffMethod = Method;
    }

    /// <summary>As the kickoff method does: an async method of a struct works on a copy.</summary>
    void LoadThis(Emitter code)
    {
        code.Load(Method.Body.ThisParameter);
        if (Method.DeclaringType.IsValueType) code.Type(OpCodes.Ldobj, TypeSubstitution.Self(Method.DeclaringType));
    }
}
