using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Plan.Sizing;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Finds every place where a future may be boxed: awaits, calls, segments, delegates and roots.</summary>
sealed class AllocationLint(WeavingPlan plan, Naming naming)
{
    internal IEnumerable<Finding> Find() => [.. Awaits(), .. Calls(), .. Segments(), .. Delegates(), .. Roots()];

    IEnumerable<Finding> Awaits() =>
        from row in plan.Sites
        let id = ReasonIds.Of(row)
        where id is not null
        select new Finding(id.Value, row.Place, $"The future of '{row.Callee}' may be boxed when it suspends at this await.", Finding.Sentence(row.Reason));

    IEnumerable<Finding> Calls() => plan.Calls.Select(call => new Finding(
        DiagnosticId.EscapingCall, call.Place, $"The future of '{call.Callee}' may be boxed.", $"It is {call.Use.Text}."));

    IEnumerable<Finding> Segments() =>
        (from root in plan.Roots
         let places = naming.Places(root.Machine)
         from room in root.Rooms
         from segment in room.Segments
         select new Finding(
             IdOf(segment.Cause), places.Of(room.Site.At), $"A call of '{naming.Of(segment.Callee)}' below this await may take a segment of scratch space on the heap.",
             WhyOf(segment, naming))).Distinct();

    internal static string WhyOf(SegmentPlan segment, Naming naming) => segment.Cause switch
    {
        SegmentCause.Recursion => $"'{naming.Of(segment.Callee)}' may be called again while it is pending.",
        SegmentCause.Budget => $"It lies beyond the room that the budget (MaxScratchBytes) allows.",
        _ => $"Classes that the analysis cannot see may implement '{naming.Of(segment.Callee)}'.",
    };

    static DiagnosticId IdOf(SegmentCause cause) => cause switch
    {
        SegmentCause.Recursion => DiagnosticId.SegmentByRecursion,
        SegmentCause.Budget => DiagnosticId.SegmentByBudget,
        _ => DiagnosticId.SegmentByUnknown,
    };

    internal const string WhyDelegate = "A call through a delegate is an ordinary call.";

    IEnumerable<Finding> Delegates() => plan.Delegates.Select(made => new Finding(
        DiagnosticId.Delegate, made.Place, $"The future of {naming.OfTarget(made.Method)} may be boxed when it is called through this delegate.", WhyDelegate));

    IEnumerable<Finding> Roots() => plan.Roots.Select(root => new Finding(
        DiagnosticId.Root, naming.Places(root.Machine).Start, $"'{naming.Of(root.Machine.Kickoff)}' is boxed once when it is called in the ordinary way and suspends.", "It is the root of a chain then."));
}
