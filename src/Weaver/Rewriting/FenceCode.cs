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
    /// What the variable says of a method that has been called: it has changed no context yet; or it may have. Of one that was resumed it says where its frame is, which is never negative: what it leaves
    /// behind then is the affair of what resumes its caller, as that of a completion that calls a continuation. It is in memory, since the handler asks for it; where the frame is would take a
    /// register more, which the method had to save, and which only suspensions need.
    /// </summary>
    /// <remarks>The lowest bit says that contexts may have changed. Above it is the place of the frame, <c>Place.None</c> of a method that has been called.</remarks>
    const int Neutral = -2, MayHaveChanged = -1;

    readonly VariableDefinition state = newVariable(library.Int64), execution = newVariable(library.ExecutionContext), synchronization = newVariable(library.SynchronizationContext);

    /// <summary>At the start of a call.</summary>
    internal Emitter EmitStart(Emitter code) => code
        .Load(scratch).Call(library.Method("Fence", "Execution")).Store(execution)
        .Load(scratch).Call(library.Method("Fence", "Synchronization")).Store(synchronization)
        // Stored, and not by what clears the local variables: that is a wide store, from which a narrow load waits for the cache.
        .Constant(plan.IsAtStart ? MayHaveChanged : Neutral).Emit(OpCodes.Conv_I8).Store(state);

    /// <summary>Where the method is resumed.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="place">Where its frame is.</param>
    internal Emitter EmitResumed(Emitter code, ParameterDefinition place) => code.Load(place).Call(library.Method("Fence", "Resumed")).Store(state);

    /// <summary>Loads where the method's frame is, or that it has none.</summary>
    internal Emitter LoadPlace(Emitter code) => code.Load(state).Call(library.Method("Fence", "PlaceOf"));

    /// <summary>
    /// Stores it, for a call that follows: a statement of its own, since what the JIT inlines among the operands of a call may take the call its line in stack traces.
    /// </summary>
    /// <param name="code">Where to.</param>
    /// <param name="place">Where it is stored.</param>
    internal Emitter StorePlace(Emitter code, ParameterDefinition place) => LoadPlace(code).Store(place);

    /// <summary>Where from now on something may change them.</summary>
    internal Emitter EmitMayChange(Emitter code) => plan.IsAtStart ? code : code.Load(state).Constant(1).Emit(OpCodes.Conv_I8).Emit(OpCodes.Or).Store(state);

    /// <summary>At the end.</summary>
    internal Emitter EmitExit(Emitter code)
    {
        var unchanged = Instruction.Create(OpCodes.Nop);
        return code.Load(state).Constant(MayHaveChanged).Emit(OpCodes.Conv_I8).Branch(OpCodes.Bne_Un, unchanged)
            .Load(scratch).Load(execution).Load(synchronization).Call(library.Method("Fence", "Exit")).Add(unchanged);
    }
}
