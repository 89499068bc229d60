using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The code by which a scratch body keeps its caller's contexts, and gives them back when it ends, if it may have changed them.</summary>
/// <param name="library">The support library.</param>
/// <param name="plan">Where it may change them.</param>
/// <param name="scratch">Its scratch space.</param>
/// <param name="newVariable">Makes a local variable.</param>
sealed class FenceCode(SupportLibrary library, FencePlan plan, ParameterDefinition scratch, Func<TypeReference, VariableDefinition> newVariable)
{
    /// <summary>
    /// What the variable says: the method has changed no context yet; it may have; or it was resumed: what it leaves behind then is the affair of what resumes its caller, as that of a
    /// completion that calls a continuation. A method that may change contexts and was resumed has both bits.
    /// </summary>
    const int Neutral = 0, MayHaveChanged = 1, Resumed = 2;

    readonly VariableDefinition state = newVariable(library.Int32), execution = newVariable(library.ExecutionContext), synchronization = newVariable(library.SynchronizationContext);

    /// <summary>At the start of a call.</summary>
    internal Emitter EmitStart(Emitter code) => code
        .Load(scratch).Call(library.Method("Fence", "Execution")).Store(execution)
        .Load(scratch).Call(library.Method("Fence", "Synchronization")).Store(synchronization)
        // Stored, and not by what clears the local variables: that is a wide store, from which a narrow load waits for the cache.
        .Constant(plan.IsAtStart ? MayHaveChanged : Neutral).Store(state);

    /// <summary>Where the method is resumed.</summary>
    internal Emitter EmitResumed(Emitter code) => code.Constant(Resumed).Store(state);

    /// <summary>Where from now on something may change them.</summary>
    internal Emitter EmitMayChange(Emitter code) => plan.IsAtStart ? code : code.Load(state).Constant(MayHaveChanged).Emit(OpCodes.Or).Store(state);

    /// <summary>At the end.</summary>
    internal Emitter EmitExit(Emitter code)
    {
        var unchanged = Instruction.Create(OpCodes.Nop);
        return code.Load(state).Constant(MayHaveChanged).Branch(OpCodes.Bne_Un, unchanged)
            .Load(scratch).Load(execution).Load(synchronization).Call(library.Method("Fence", "Exit")).Add(unchanged);
    }
}
