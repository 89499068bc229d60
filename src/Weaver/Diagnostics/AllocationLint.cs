using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Plan.Sizing;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Finds every place where a future may be boxed: awaits, calls, chains that grow, delegates and roots.</summary>
/// <param name="plan">The plan.</param>
/// <param name="naming">Names and places.</param>
/// <param name="generated">The code that is left out; null to leave out none.</param>
sealed class AllocationLint(WeavingPlan plan, Naming naming, GeneratedCode? generated)
{
    internal IEnumerable<Finding> Find() => [.. Awaits(), .. Calls(), .. Growth(), .. Delegates(), .. Roots()];

    IEnumerable<Finding> Awaits() =>
        from row in plan.Sites
        let id = ReasonIds.Of(row)
        where id is not null && generated?.Has(row.Method, row.Place) != true
        select new Finding(id.Value, row.Place, $"The future of '{row.Callee}' may be boxed when it suspends at this await.", Finding.Sentence(row.Reason));

    IEnumerable<Finding> Calls() => plan.Calls.Where(call => generated?.Has(call.Method, call.Place) != true).Select(call => new Finding(
        DiagnosticId.EscapingCall, call.Place, $"The future of '{call.Callee}' may be boxed.", $"It is {call.Use.Text}."));

    IEnumerable<Finding> Growth() =>
        (from root in plan.Roots
         let places = naming.Places(root.Machine)
         where generated?.Has(root.Machine.MoveNext, places.Start) != true
         from room in root.Rooms
         from growth in room.Growth
         select new Finding(
             IdOf(growth.Cause), places.Of(room.Site.At), $"A call of '{naming.Of(growth.Callee)}' below this await may need more than the {room.Room.Bytes} bytes that its root expects, and make the chain grow: a larger one takes its place.",
             WhyOf(growth, naming))
         {
             Help = growth.Cause == GrowthCause.UnknownImplementers ? Help.ForUnknownOf(growth.Callee, root.Machine.Kickoff.Module, DiagnosticId.GrowthByUnknown) : null,
         }).Distinct();

    internal static string WhyOf(GrowthPlan growth, Naming naming) => growth.Cause switch
    {
        // A decorator that calls what it decorates: how many there are is the program's secret.
        GrowthCause.Nesting => $"'{naming.Of(growth.Callee)}' is called again while it is pending where an object that implements it holds another: as often as the program nests them.",
        GrowthCause.Recursion when DispatchedMethods.CanHaveCompanion(growth.Callee) => $"'{naming.Of(growth.Callee)}' may be called again while it is pending, where one of its implementations calls another.",
        GrowthCause.Recursion => $"'{naming.Of(growth.Callee)}' may be called again while it is pending.",
        GrowthCause.Budget => "It lies beyond the room that the budget (MaxScratchBytes) allows.",
        _ => $"Classes that the analysis cannot see may implement '{naming.Of(growth.Callee)}'.",
    };

    static DiagnosticId IdOf(GrowthCause cause) => cause switch
    {
        GrowthCause.Recursion or GrowthCause.Nesting => DiagnosticId.GrowthByRecursion,
        GrowthCause.Budget => DiagnosticId.GrowthByBudget,
        _ => DiagnosticId.GrowthByUnknown,
    };

    internal const string WhyDelegate = "Only woven code that awaits a call through it at once makes a scratch call, and none where it is bound to no object.";

    IEnumerable<Finding> Delegates() => plan.Delegates.Where(made => generated?.Has(made.Code, made.Place) != true).Select(made => new Finding(
        DiagnosticId.Delegate, made.Place, $"The future of {naming.OfTarget(made.Method)} may be boxed when it is called through this delegate.", WhyDelegate));

    IEnumerable<Finding> Roots() => plan.Roots.Where(IsWritten).Select(root => new Finding(
        DiagnosticId.Root, naming.Places(root.Machine).Start, $"'{naming.Of(root.Machine.Kickoff)}' is boxed once when it is called in the ordinary way and suspends.", "It is the root of a chain then."));

    /// <summary>Top-level statements are in a method of the compiler's own, which somebody has to call.</summary>
    bool IsWritten(RootPlan root) =>
        !root.Machine.Kickoff.Name.StartsWith("<Main>", StringComparison.Ordinal) && generated?.Has(root.Machine.MoveNext, naming.Places(root.Machine).Start) != true;
}
