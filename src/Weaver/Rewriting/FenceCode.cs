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
    /// Where the method's frame is, and beside that whether the method may have changed contexts; none of a method that has been called. It is in memory, since the handler asks for it: where the frame is would
    /// take a register more, which the method had to save, and which only suspensions need.
    /// </summary>
    readonly VariableDefinition place = newVariable(library.Place);

    readonly VariableDefinition execution = newVariable(library.ExecutionContext), synchronization = newVariable(library.SynchronizationContext);

    /// <summary>At the start of a call.</summary>
    internal Emitter EmitStart(Emitter code)
    {
        code.Load(scratch).Call(library.Method("Fence", "Execution")).Store(execution)
            .Load(scratch).Call(library.Method("Fence", "Synchronization")).Store(synchronization)
            .Call(library.Method("Place", "get_None"));
        if (plan.IsAtStart) code.Call(MayHaveChanged);
        // Stored, and not by what clears the local variables: that is a wide store.
        return code.Store(place);
    }

    /// <summary>Where the method is resumed.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="given">Where its frame is.</param>
    internal Emitter EmitResumed(Emitter code, ParameterDefinition given) => code.Load(given).Store(place);

    /// <summary>Loads where the method's frame is, or that it has none.</summary>
    internal Emitter LoadPlace(Emitter code) => code.Load(place);

    /// <summary>Where from now on something may change them.</summary>
    internal Emitter EmitMayChange(Emitter code) => plan.IsAtStart ? code : code.Load(place).Call(MayHaveChanged).Store(place);

    /// <summary>At the end.</summary>
    internal Emitter EmitExit(Emitter code)
    {
        var unchanged = Instruction.Create(OpCodes.Nop);
        return code.Load(place).Call(library.Method("Fence", "IsDue")).Branch(OpCodes.Brfalse, unchanged)
            .Load(scratch).Load(execution).Load(synchronization).Call(library.Method("Fence", "Exit")).Add(unchanged);
    }

    MethodReference MayHaveChanged => library.Method("Fence", "MayHaveChanged");
}
