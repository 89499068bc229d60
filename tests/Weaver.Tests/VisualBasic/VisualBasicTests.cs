using Microsoft.CodeAnalysis;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Tests.Assemblies;
using Xunit;

namespace Unboxed.Weaver.Tests.VisualBasic;

/// <summary>Programs in Visual Basic, woven against unwoven.</summary>
public sealed class VisualBasicTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void Woven_code_behaves_as_unwoven_code(OptimizationLevel level)
    {
        using var set = Set(level, Sources.Program);
        string expected = set.RunUnwoven();
        Assert.Contains("suspensions, RanToCompletion", expected, StringComparison.Ordinal);
        Assert.Equal(expected.Split(';'), set.RunWoven().Split(';'));
        var decisions = set.Rows["App"].GroupBy(row => row.Decision).ToDictionary(group => group.Key, group => group.Count());
        output.WriteLine(string.Join('\n', set.Rows["App"].Select(row => $"{row.Line} {row.Caller} -> {row.Callee}: {row.Decision}, {row.Reason}")));
        Assert.True(decisions[Decision.Scratch] > 70, $"Only {decisions[Decision.Scratch]} scratch calls.");
        // All but leaves, delegates, and one future that is awaited later.
        string[] ordinary = ["Harness.Gate.Pass(int)", ".Invoke(", "System.Threading.Tasks."];
        Assert.All(set.Rows["App"].Where(row => row.Decision == Decision.Ordinary), row => Assert.Contains(ordinary, part => row.Callee.Contains(part, StringComparison.Ordinal)));
        Assert.Equal(1, decisions[Decision.Escapes]);
    }

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void A_suspended_call_allocates_nothing(OptimizationLevel level)
    {
        using var set = Set(level, Sources.Allocations);
        Assert.All(set.Rows["App"].Where(row => row.Callee.Contains("NextAsync", StringComparison.Ordinal)), row => Assert.Equal(Decision.Scratch, row.Decision));
        Assert.True(set.RunUnwoven<long>("Bytes") > 200 * 100);
        Assert.Equal(0, set.RunWoven<long>("Bytes"));
    }

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void Names_are_those_of_the_source(OptimizationLevel level)
    {
        using var set = Set(level, Sources.Program);
        var names = set.Rows["App"].SelectMany(row => new[] { row.Caller, row.Callee }).ToHashSet();
        Assert.DoesNotContain(names, name => name.Contains("VB$StateMachine", StringComparison.Ordinal) || name.Contains("_Lambda$", StringComparison.Ordinal) || name.Contains("_Closure$", StringComparison.Ordinal)
            || name.Contains("SM$", StringComparison.Ordinal) || name.Contains("ClosureStub", StringComparison.Ordinal));
        // A lambda goes by the method around it, however deep it is nested.
        Assert.Contains("Shapes.Lambdas(int)", names);
        Assert.Contains("Square.AreaAsync(int)", names);
    }

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void The_report_names_what_a_frame_keeps(OptimizationLevel level)
    {
        using var set = Set(level, Sources.Program);
        var kept = set.Reports["App"].Futures.Where(future => future.Name.StartsWith("Shapes.", StringComparison.Ordinal)).SelectMany(future => future.Suspensions).SelectMany(suspension => suspension.Fields).ToList();
        Assert.DoesNotContain(kept, field => field.Name.Contains('$', StringComparison.Ordinal));
        Assert.Contains(kept, field => field is { Name: "Me", Kind: FieldKind.This });
        Assert.Contains(kept, field => field is { Name: "n" or "what" or "maybe", Kind: FieldKind.Argument });
        Assert.Contains(kept, field => field is { Name: "kept" or "result", Kind: FieldKind.Variable });
        Assert.Contains(kept, field => field is { Name: "value of an expression", Kind: FieldKind.Spilled });
    }

    internal static AssemblySet Set(OptimizationLevel level, string[] sources) => new AssemblySet().Add("Harness", Sources.Harness, marked: false).AddVisualBasic("App", sources, level);
}
