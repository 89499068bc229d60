using Mono.Cecil;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan.Sizing;

/// <summary>Frames that are in scratch space at the same time, from the outermost callee to the one that waits for a leaf, or whose callee lies beyond the budget.</summary>
/// <param name="Called">The method that is called.</param>
/// <param name="Machine">The async method that runs for it.</param>
/// <param name="Site">What it keeps at the await site at which it is suspended; null where it has none.</param>
/// <param name="Frame">What it occupies there.</param>
/// <param name="Callee">The rest of the path; null at its end.</param>
sealed record CallPath(MethodDefinition Called, StateMachine Machine, SuspensionFrame? Site, Need Frame, CallPath? Callee)
{
    /// <summary>What all frames of the path occupy.</summary>
    internal Need Total { get; } = Callee is null ? Frame : Frame.Plus(Callee.Total);

    /// <summary>The path frame by frame.</summary>
    internal IEnumerable<CallPath> Frames
    {
        get
        {
            for (var frame = this; frame is not null; frame = frame.Callee) yield return frame;
        }
    }

    /// <summary>How many calls of a method are on the path, one inside the other.</summary>
    internal int LevelsOf(MethodDefinition method) => Frames.Count(frame => frame.Called == method);

    /// <summary>The longer of two paths, in bytes; the first where both are as long, so that the choice does not depend on later rounds.</summary>
    internal static CallPath? Longer(CallPath? first, CallPath? second) => second is not null && (first is null || second.Total.Bytes > first.Total.Bytes) ? second : first;
}
