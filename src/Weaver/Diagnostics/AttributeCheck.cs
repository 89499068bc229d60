using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Says what attributes cannot mean.</summary>
static class AttributeCheck
{
    internal static IEnumerable<Finding> Find(WeavingPlan plan) => plan.Problems.Select(Of);

    static Finding Of(AttributeProblem problem) => problem.Kind switch
    {
        AttributeProblemKind.BudgetOutOfRange => new(
            DiagnosticId.BudgetOutOfRange, problem.Place, $"[ScratchSpace(MaxScratchBytes = {problem.Value})] on {problem.Member} cannot be met.", $"The value is not from 0 to {problem.Limit}."),
        AttributeProblemKind.ReserveOutOfRange => new(
            DiagnosticId.ReserveOutOfRange, problem.Place, $"[ScratchSpace(Reserve = {problem.Value})] on {problem.Member} cannot be met.", $"The value is not from 0 to {problem.Limit}."),
        AttributeProblemKind.ReserveOverBudget => new(
            DiagnosticId.ReserveOverBudget, problem.Place, $"[ScratchSpace(Reserve = {problem.Value})] on {problem.Member} cannot be met.", $"All room for a call there is {problem.Limit} bytes (MaxScratchBytes)."),
        AttributeProblemKind.Allocator => new(
            DiagnosticId.Allocator, problem.Place, $"[ScratchSpace(Allocator = …)] on {problem.Member} cannot be met.", $"{problem.Type}."),
        AttributeProblemKind.SideStackOutOfRange => new(
            DiagnosticId.SideStack, problem.Place, $"[ScratchSpace(SideStack = {problem.Value})] on {problem.Member} cannot be met.", $"The value is neither 0 nor from {WeaverOptions.SmallestSideStack} to {problem.Limit}."),
        AttributeProblemKind.SideStackAndAllocator => new(
            DiagnosticId.SideStack, problem.Place, $"[ScratchSpace(SideStack = {problem.Value})] on {problem.Member} cannot be met.", "Allocator stands beside it, and a chain that grows comes from one of the two."),
        AttributeProblemKind.Contradiction => new(
            DiagnosticId.Contradiction, problem.Place, $"The attributes that hold for {problem.Member} contradict each other.", "[Boxed] asks for the ordinary call, and [ScratchSpace] beside it or [NeverBoxes] for the opposite."),
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    };
}
