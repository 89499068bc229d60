using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// The way into a scratch body. Where an implementation of a companion is the only way, it calls the body itself; what calls it directly goes through a method of the user's class.
/// </summary>
sealed class ScratchEntry(SupportLibrary library, BodyPlan plan)
{
    MethodDefinition? run;
    EntryMethod? entry;

    /// <summary>The method of the user's class. It is made when it is first asked for.</summary>
    internal MethodDefinition Method
    {
        get
        {
            if (entry is not null) return entry.Method;
            entry = EntryMethod.Of(plan.Machine.Kickoff, library);
            if (run is not null) Emit(entry, run);
            return entry.Method;
        }
    }

    /// <summary>Whether the body can be called by a method of a type: nobody calls it directly yet, and its machine, which may be private, is that type's.</summary>
    internal bool IsCalledBy(TypeDefinition type) => entry is null && type == plan.Machine.Kickoff.DeclaringType && type == plan.Machine.Type.DeclaringType;

    /// <summary>The body is there.</summary>
    internal void Emit(MethodDefinition body)
    {
        run = body;
        if (entry is not null) Emit(entry, body);
    }

    void Emit(EntryMethod entry, MethodDefinition run)
    {
        var declined = Instruction.Create(OpCodes.Nop);
        var code = new Emitter();
        bool mayDecline = EmitGuard(code, entry.Method, declined);
        EmitArguments(code, entry.Method);
        entry.Scratch.Load(code).Call(Body(entry.Method)).Emit(OpCodes.Ret);
        if (mayDecline) entry.Scratch.Decline(code.Add(declined), library, entry.Result);
        code.AppendTo(entry.Method.Body);
        entry.Method.AggressiveInlining = true;
        BeKickoff(entry.Method, run);
    }

    /// <summary>Has an implementation of a companion call the body, with the scratch space and the place for the result as its last two arguments; leaves the answer.</summary>
    internal void EmitCall(Emitter code, MethodDefinition implementation, ScratchParameters handle, Instruction declined)
    {
        EmitGuard(code, implementation, declined);
        EmitArguments(code, implementation);
        code.Load(handle.Scratch).Call(library.Method("Companion", "Open")).Load(handle.Result).Call(Body(implementation));
        BeKickoff(implementation, run!);
    }

    /// <summary>The state machine repeats the parameters of the class and then those of the method.</summary>
    static List<TypeReference> Parameters(MethodDefinition caller) => [.. caller.DeclaringType.GenericParameters.Concat(caller.GenericParameters)];

    MethodReference Body(MethodDefinition caller) => run!.On(plan.Machine.Type.Of(Parameters(caller)));

    /// <summary>Sees that a frame is not too large whose size only the JIT knows.</summary>
    /// <returns>Whether it may be.</returns>
    bool EmitGuard(Emitter code, MethodDefinition caller, Instruction declined)
    {
        if (plan.Suspensions.All(site => site.Frame.DecidedByJit.Count == 0)) return false;
        var parameters = Parameters(caller);
        FrameCode.FrameWords(code, library, plan, type => TypeSubstitution.Apply(type, parameter => parameters[parameter.Position])).Call(library.Method("Companion", "Fits")).Branch(OpCodes.Brfalse, declined);
        return true;
    }

    void EmitArguments(Emitter code, MethodDefinition caller)
    {
        int first = caller.HasThis ? 1 : 0;
        foreach (var argument in plan.Machine.Arguments)
        {
            if (argument.Argument < first) LoadThis(code, caller);
            else code.Load(caller.Parameters[argument.Argument - first]);
        }
        code.Constant(-1).Call(library.Method("Place", "get_None"));
    }

    /// <summary>As the kickoff method does: an async method of a struct works on a copy.</summary>
    static void LoadThis(Emitter code, MethodDefinition caller)
    {
        code.Load(caller.Body.ThisParameter);
        if (caller.DeclaringType.IsValueType) code.Type(OpCodes.Ldobj, TypeSubstitution.Self(caller.DeclaringType));
    }

    /// <summary>
    /// Symbols have one kickoff method for each MoveNext and one MoveNext for each kickoff method (portable PDB v1.0, StateMachineMethod table). Without it, readers take no
    /// notice of where a method waits.
    /// </summary>
    static void BeKickoff(MethodDefinition method, MethodDefinition run)
    {
        if (run.DebugInformation.HasSequencePoints) run.DebugInformation.StateMachineKickOffMethod ??= method;
    }
}
