using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The code by which a scratch body keeps its caller's contexts, and gives them back when it ends, if it may have changed them.</summary>
/// <param name="library">The support library.</param>
/// <param name="plan">Where it may change them.</param>
/// <param name="scratch">Its scratch space.</param>
/// <param name="place">Where its frame is; none where it is called. Beside that it is noted there whether contexts may have changed (<c>Place.MayHaveChanged</c>): the handler asks for it, so that it is in memory, and takes no register of its own.</param>
/// <param name="newVariable">Makes a local variable.</param>
sealed class FenceCode(SupportLibrary library, FencePlan plan, ParameterDefinition scratch, ParameterDefinition place, Func<TypeReference, VariableDefinition> newVariable)
{
    readonly VariableDefinition execution = newVariable(library.ExecutionContext), synchronization = newVariable(library.SynchronizationContext);

    /// <summary>At the start of a call.</summary>
    internal Emitter EmitStart(Emitter code)
    {
        code.Load(scratch).Call(library.Method("Fence", "Execution")).Store(execution)
            .Load(scratch).Call(library.Method("Fence", "Synchronization")).Store(synchronization);
        return plan.IsAtStart ? Note(code) : code;
    }

    /// <summary>Where from now on something may change them.</summary>
    internal Emitter EmitMayChange(Emitter code) => plan.IsAtStart ? code : Note(code);

    /// <summary>At the end.</summary>
    internal Emitter EmitExit(Emitter code)
    {
        var unchanged = Instruction.Create(OpCodes.Nop);
        return code.Load(place).Place(Place.None | Place.MayHaveChanged).Branch(OpCodes.Bne_Un, unchanged)
            .Load(scratch).Load(execution).Load(synchronization).Call(library.Method("Fence", "Exit")).Add(unchanged);
    }

    Emitter Note(Emitter code) => code.Load(place).Place(Place.MayHaveChanged).Emit(OpCodes.Or).Store(place);
}
