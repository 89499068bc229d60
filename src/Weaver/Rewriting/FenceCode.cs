using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The code by which a scratch body keeps its caller's contexts, and gives them back when it ends.</summary>
/// <param name="library">The support library.</param>
/// <param name="plan">Where it keeps them.</param>
/// <param name="scratch">Its scratch space.</param>
/// <param name="newVariable">Makes a local variable.</param>
sealed class FenceCode(SupportLibrary library, FencePlan plan, ParameterDefinition scratch, Func<TypeReference, VariableDefinition> newVariable)
{
    /// <summary>
    /// What the variable says: the contexts are not kept; they are; or the method was resumed: what it leaves behind then is the affair of what resumes its caller, as that of a completion
    /// that calls a continuation.
    /// </summary>
    const int Open = 0, Kept = 1, Resumed = 2;

    readonly VariableDefinition state = newVariable(library.Int32), execution = newVariable(library.Object), synchronization = newVariable(library.Object);

    /// <summary>At the start of a call.</summary>
    internal Emitter EmitStart(Emitter code) =>
        // Stored, and not by what clears the local variables: that is a wide store, from which a narrow load waits for the cache.
        plan.IsAtStart ? EmitKeep(code) : code
            .Load(scratch).Call(library.Method("Fence", "Open")).Store(execution)
            .Load(scratch).Call(library.Method("Fence", "Open")).Store(synchronization)
            .Constant(Open).Store(state);

    /// <summary>Where the method is resumed.</summary>
    internal Emitter EmitResumed(Emitter code) => code.Constant(Resumed).Store(state);

    internal Emitter EmitKeep(Emitter code) => code
        .Load(scratch).Call(library.Method("Fence", "Execution")).Store(execution)
        .Load(scratch).Call(library.Method("Fence", "Synchronization")).Store(synchronization)
        .Constant(Kept).Store(state);

    /// <summary>Where they may be kept already.</summary>
    internal Emitter EmitKeepUnlessKept(Emitter code)
    {
        if (plan.IsAtStart) return code;
        var kept = Instruction.Create(OpCodes.Nop);
        return EmitKeep(code.Load(state).Branch(OpCodes.Brtrue, kept)).Add(kept);
    }

    /// <summary>Tells the callee of the call that is due.</summary>
    internal Emitter EmitTell(Emitter code)
    {
        code.Load(scratch);
        if (plan.IsAtStart) code.Constant(Kept);
        else code.Load(state);
        return code.Call(library.Method("Scratch", "set_Fenced"));
    }

    /// <summary>At the end.</summary>
    internal Emitter EmitExit(Emitter code)
    {
        var open = Instruction.Create(OpCodes.Nop);
        return code.Load(state).Constant(Kept).Branch(OpCodes.Bne_Un, open)
            .Load(scratch).Load(execution).Load(synchronization).Call(library.Method("Fence", "Exit")).Add(open);
    }
}
