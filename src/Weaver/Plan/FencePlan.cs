using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Plan;

/// <summary>Where a scratch body keeps its caller's contexts, to give them back when it ends.</summary>
/// <param name="Changes">What may change them on its usual way, so that it keeps them at its start: an instruction of MoveNext; null where nothing does.</param>
/// <param name="Places">
/// Where it keeps them otherwise: instructions of MoveNext, on no usual way, that may change them. It keeps them besides where a scratch call does not go as usual.
/// </param>
sealed record FencePlan(Instruction? Changes, IReadOnlyList<Instruction> Places)
{
    /// <summary>Whether it keeps them at its start.</summary>
    internal bool IsAtStart => Changes is not null;
}
