using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>
/// Verifies one method body: its exception regions, the targets of its branches, and by abstract interpretation the
/// depth and the types of the evaluation stack at every instruction that can be reached (ECMA-335 III.1.8).
/// Types that cannot be resolved are given the benefit of the doubt wherever their base types matter.
/// Cecil computes maxstack when it writes: verify the module that was read back, where the figure is the one that counts.
/// </summary>
public static class MethodVerifier
{
    /// <summary>Returns the failures in the order of their offsets; none if the body is verifiable or absent.</summary>
    public static IReadOnlyList<VerificationFailure> Verify(MethodDefinition method) => Verify(method, new TypeHierarchy());

    internal static IReadOnlyList<VerificationFailure> Verify(MethodDefinition method, TypeHierarchy types)
    {
        if (!method.HasBody) return [];
        var context = new MethodContext(method, types);
        SignatureRules.Check(context);
        var regions = RegionTree.Build(context);
        // Without proper regions and targets there is no control flow to follow.
        if (regions is not null && BranchTargets.Check(context)) FlowAnalysis.Run(context, regions);
        return [.. context.Failures.OrderBy(failure => failure.Offset)];
    }
}
