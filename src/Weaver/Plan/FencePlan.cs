using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Plan;

/// <summary>Where a scratch body may change contexts, so that it has to give its caller's back when it ends.</summary>
/// <param name="Changes">What may change them on its usual way, so that it always gives them back: an instruction of MoveNext; null where nothing does.</param>
/// <param name="Places">
/// What may change them otherwise: instructions of MoveNext, on no usual way. So may what happens where a scratch call does not go as usual.
/// </param>
sealed record FencePlan(Instruction? Changes, IReadOnlyList<Instruction> Places)
{
    /// <summary>Whether it may have changed them from its start.</summary>
    internal bool IsAtStart => Changes is not null;
}
