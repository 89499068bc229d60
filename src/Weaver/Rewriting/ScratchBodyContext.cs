using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>What the parts of a scratch body share.</summary>
/// <param name="Scratch">Its scratch space.</param>
/// <param name="State">The state to resume in; -1 for a call.</param>
/// <param name="Place">Where its frame is, when it is resumed. The fence notes something beside it.</param>
/// <param name="Kept">Where its frame is, when it is suspended. In the place of the parameter, that had a register throughout the method.</param>
/// <param name="StateVariable">The local variable that caches the state; the finally blocks of the method ask it whether the method suspends.</param>
/// <param name="Fence">The code for the caller's contexts.</param>
/// <param name="Outcome">What the method returns.</param>
/// <param name="Frame">The code for its variables.</param>
/// <param name="Instance">The singleton of its future.</param>
/// <param name="IsStateReadOnce">Whether nobody asks the parameter for the state once the method goes on from its start.</param>
sealed record ScratchBodyContext(
    ScratchParameters Scratch, ParameterDefinition State, ParameterDefinition Place, VariableDefinition Kept, VariableDefinition? StateVariable, FenceCode Fence, VariableDefinition Outcome,
    FrameCode Frame, FieldReference Instance, bool IsStateReadOnce)
{
    readonly Dictionary<Instruction, Instruction> saves = [], suspended = [], pending = [];

    /// <summary>Where the variables are kept at a site, whatever it waits for.</summary>
    internal Instruction SaveOf(SuspensionPlan site) => saves.TryGetValue(site.Suspension.Await, out var save) ? save : saves[site.Suspension.Await] = Instruction.Create(OpCodes.Nop);

    /// <summary>As <see cref="PendingOf"/>, where the scratch space says which place the frame has: <c>Scratch.Suspended</c>.</summary>
    internal Instruction SuspendedOf(SuspensionPlan site) => suspended.TryGetValue(site.Suspension.Await, out var there) ? there : suspended[site.Suspension.Await] = Instruction.Create(OpCodes.Nop);

    /// <summary>Where the method goes on at a scratch call when its callee, or the task of the ordinary call, is pending and its frame has a place.</summary>
    internal Instruction PendingOf(SuspensionPlan site) => pending.TryGetValue(site.Suspension.Await, out var there) ? there : pending[site.Suspension.Await] = Instruction.Create(OpCodes.Nop);

    /// <summary>Where callees give results of a type.</summary>
    internal ResultPlace ResultPlaceOf(TypeReference result, BodyEditor editor) =>
        TypeIdentity.Exact.Equals(((ByReferenceType)Scratch.Result.ParameterType).ElementType, result) ? new ResultPlace.Own(Scratch.Result) : new ResultPlace.Variable(editor.Temporary(result, "result"));

    /// <summary>Sets the state wherever the method may look for it.</summary>
    internal void SetState(Emitter code, int state)
    {
        if (!IsStateReadOnce) code.Constant(state).Store(State);
        if (StateVariable is not null) code.Constant(state).Store(StateVariable);
    }
}
