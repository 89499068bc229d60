using Mono.Cecil;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Plan.Sizing;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Finds what breaks the promise of methods with [NeverBoxes].</summary>
sealed class PromiseCheck(WeavingPlan plan, Naming naming)
{
    internal IEnumerable<Finding> Find() => plan.Promises.SelectMany(promise => OfMethod(promise).Concat(OfImplementations(promise)));

    /// <summary>The awaits, calls and delegates in the method itself.</summary>
    IEnumerable<Finding> OfMethod(PromisePlan promise)
    {
        string what = $"'{naming.Of(promise.Method)}' is marked [NeverBoxes], and the future of ";
        var code = new HashSet<int>(promise.Code.Select(method => method.MetadataToken.ToInt32()));
        foreach (var row in plan.Sites.Where(row => code.Contains(row.Method) && (ReasonIds.Of(row) is not null || row.Kind == ReasonKind.NoEntry)))
            yield return new(DiagnosticId.PromiseOfMethod, row.Place, $"{what}'{row.Callee}' may be boxed when it suspends at this await.", Finding.Sentence(row.Reason));
        foreach (var call in plan.Calls.Where(call => code.Contains(call.Method)))
            yield return new(DiagnosticId.PromiseOfMethod, call.Place, $"{what}'{call.Callee}' may be boxed.", $"It is {call.Use.Text}.");
        foreach (var made in plan.Delegates.Where(made => promise.Code.Contains(made.Code)))
            yield return new(DiagnosticId.PromiseOfMethod, made.Place, $"{what}{naming.OfTarget(made.Method)} may be boxed when it is called through this delegate.", AllocationLint.WhyDelegate);
        foreach (var root in plan.Roots.Where(root => promise.Code.Contains(root.Machine.MoveNext)))
        {
            foreach (var room in root.Rooms)
            {
                foreach (var growth in room.Growth) yield return OfGrowth(promise, growth, naming.Places(root.Machine).Of(room.Site.At));
            }
        }
    }

    /// <summary>What may be executed for a call of the method.</summary>
    IEnumerable<Finding> OfImplementations(PromisePlan promise)
    {
        var size = plan.Sizes.FirstOrDefault(size => size.Callee.Method == promise.Method && size.Callee is CompanionPlan);
        if (size is null) yield break;
        foreach (var finding in size.Implementers.Where(implementer => implementer.Kind != ImplementerKind.Async).SelectMany(implementer => OfImplementation(promise, implementer))) yield return finding;
        foreach (var growth in size.Growth) yield return OfGrowth(promise, growth, promise.Place);
    }

    Finding OfGrowth(PromisePlan promise, GrowthPlan growth, SourcePlace place) => growth.Cause == GrowthCause.UnknownImplementers
        ? new(
            DiagnosticId.PromiseOfUnknown, place, $"'{naming.Of(promise.Method)}' is marked [NeverBoxes], and classes that the analysis cannot see may implement '{naming.Of(growth.Callee)}'.",
            "Other assemblies see it.")
        {
            Help = Help.ForUnknownOf(growth.Callee, promise.Method.Module, DiagnosticId.PromiseOfUnknown),
        }
        : new(
            DiagnosticId.PromiseOfRoom, place, $"'{naming.Of(promise.Method)}' is marked [NeverBoxes], and a call of '{naming.Of(growth.Callee)}' may find too little room.",
            AllocationLint.WhyOf(growth, naming));

    /// <summary>An async method has a future of its own; one that is not may hand out that of another.</summary>
    IEnumerable<Finding> OfImplementation(PromisePlan promise, ImplementerSize implementer)
    {
        string what = $"'{naming.Of(promise.Method)}' is marked [NeverBoxes], and the future of ", name = $"its implementation '{naming.Of(implementer.Method)}'";
        if (plan.Futures.Any(future => future.Machine.Kickoff == implementer.Method))
            return [new(DiagnosticId.PromiseOfImplementation, PlaceOf(implementer.Method) ?? promise.Place, $"{what}{name} may be boxed.", Finding.Sentence(implementer.Reason!))];
        return plan.Calls.Where(call => call.Method == implementer.Method.MetadataToken.ToInt32()).Select(call => new Finding(
            DiagnosticId.PromiseOfImplementation, call.Place, $"{what}'{call.Callee}', called by {name}, may be boxed.", $"It is {call.Use.Text}."));
    }

    SourcePlace? PlaceOf(MethodDefinition implementation)
    {
        var machine = plan.Futures.FirstOrDefault(future => future.Machine.Kickoff == implementation)?.Machine;
        var place = machine is null ? new SourcePlaces(implementation).Start : naming.Places(machine).Start;
        return place.File is null ? null : place;
    }
}
