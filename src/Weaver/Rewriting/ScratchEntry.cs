using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// The way into a scratch body. Where an implementation of a companion is the only way, it calls the body itself; what calls it directly goes through a method of the user's class, or through the entry
/// for other assemblies.
/// </summary>
/// <param name="library">The support library.</param>
/// <param name="plan">The body.</param>
/// <param name="shared">The entry for other assemblies; null where there is none.</param>
sealed class ScratchEntry(SupportLibrary library, BodyPlan plan, EntryMethod? shared)
{
    MethodDefinition? run;
    EntryMethod? entry;

    MethodDefinition Kickoff => plan.Machine.Kickoff;

    /// <summary>The method that calls the body for others of this module. One of the user's class is made when it is first asked for.</summary>
    internal MethodDefinition Method
    {
        get
        {
            if (ServesAll) return shared!.Method;
            if (entry is not null) return entry.Method;
            entry = EntryMethod.Of(Kickoff, library);
            if (run is not null) Emit(entry, run);
            return entry.Method;
        }
    }

    /// <summary>
    /// Whether the entry for other assemblies calls the body, which may be private to the user's class. Where a call of the user's method runs what initializes its type, it goes by way of the
    /// method of the class, whose calls do so too.
    /// </summary>
    bool CallsBody => plan.Machine.Type.DeclaringType == Kickoff.DeclaringType
        && (Kickoff is { IsStatic: false, DeclaringType.IsValueType: false } || !TypeInitializers.IsRunByCalls(Kickoff.DeclaringType));

    /// <summary>Whether the entry for other assemblies is the one of this module as well. Of a generic class an instance method finds the type arguments in the object, and they need not be looked up.</summary>
    bool ServesAll => shared is not null && CallsBody && !Kickoff.DeclaringType.HasGenericParameters;

    /// <summary>Whether the body can be called by a method of a type: nobody calls it directly yet, and its machine, which may be private, is that type's.</summary>
    internal bool IsCalledBy(TypeDefinition type) => !ServesAll && entry is null && type == Kickoff.DeclaringType && type == plan.Machine.Type.DeclaringType;

    /// <summary>The body is there.</summary>
    internal void Emit(MethodDefinition body)
    {
        run = body;
        if (entry is not null) Emit(entry, body);
        if (shared is null) return;
        if (CallsBody) EmitCall(shared, body);
        else shared.EmitCallOf(Method);
    }

    void Emit(EntryMethod entry, MethodDefinition run)
    {
        EmitCall(entry, run);
        entry.Method.AggressiveInlining = true;
    }

    void EmitCall(EntryMethod entry, MethodDefinition run)
    {
        var declined = Instruction.Create(OpCodes.Nop);
        var code = new Emitter();
        bool mayDecline = EmitGuard(code, entry.Method, declined);
        EmitArguments(code, entry.Method);
        entry.Scratch.Load(code);
        EmitNewCall(code).Call(Body(entry.Method)).Emit(OpCodes.Ret);
        if (mayDecline) entry.Scratch.Decline(code.Add(declined));
        code.AppendTo(entry.Method.Body);
        BeKickoff(entry.Method, run);
    }

    /// <summary>Has an implementation of a companion call the body, with the scratch space and the place for the result as its last two arguments; leaves the answer.</summary>
    internal void EmitCall(Emitter code, MethodDefinition implementation, ScratchParameters handle, Instruction declined)
    {
        EmitGuard(code, implementation, declined);
        EmitArguments(code, implementation);
        EmitNewCall(code.Load(handle.Scratch).Call(library.Method("Companion", "Open")).Load(handle.Result)).Call(Body(implementation));
        BeKickoff(implementation, run!);
    }

    /// <summary>The state machine repeats the parameters of the class and then those of the method.</summary>
    static List<TypeReference> Parameters(MethodDefinition caller) => [.. caller.DeclaringType.GenericParameters.Concat(caller.GenericParameters)];

    MethodReference Body(MethodDefinition caller) => run!.On(plan.Machine.Type.Of(Parameters(caller)));

    /// <summary>Whether a frame may be too large, so that calls are declined.</summary>
    internal bool MayDecline { get; } = plan.Suspensions.Any(site => site.Frame.MayBeTooLarge);

    /// <summary>Sees that a frame is not too large whose size only the JIT knows.</summary>
    /// <returns>Whether it may be.</returns>
    bool EmitGuard(Emitter code, MethodDefinition caller, Instruction declined)
    {
        if (!MayDecline) return false;
        var parameters = Parameters(caller);
        FrameCode.FrameWords(code, library, plan, type => TypeSubstitution.Apply(type, parameter => parameters[parameter.Position])).Call(library.Method("Companion", "Fits")).Branch(OpCodes.Brfalse, declined);
        return true;
    }

    void EmitArguments(Emitter code, MethodDefinition caller)
    {
        int first = caller.HasThis ? 1 : 0;
        foreach (var argument in plan.Machine.Arguments)
        {
            code.Load(argument.Argument < first ? caller.Body.ThisParameter : caller.Parameters[argument.Argument - first]);
            // As the kickoff method does: an async method of a struct works on a copy.
            if (argument.Argument == 0 && Kickoff is { HasThis: true, DeclaringType.IsValueType: true }) code.Type(OpCodes.Ldobj, Kickoff.DeclaringType.Of(caller.DeclaringType.GenericParameters));
        }
    }

    /// <summary>Says that the method is called, and not resumed.</summary>
    static Emitter EmitNewCall(Emitter code) => code.Constant(-1).Place(Place.None);

    /// <summary>
    /// Symbols have one kickoff method for each MoveNext and one MoveNext for each kickoff method (portable PDB v1.0, StateMachineMethod table). Without it, readers take no
    /// notice of where a method waits.
    /// </summary>
    static void BeKickoff(MethodDefinition method, MethodDefinition run)
    {
        if (run.DebugInformation.HasSequencePoints) run.DebugInformation.StateMachineKickOffMethod ??= method;
    }
}
