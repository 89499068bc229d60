using Microsoft.CodeAnalysis;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies.Shapes;

/// <summary>Programs of one to three assemblies, woven against unwoven.</summary>
public abstract class ShapeTests(OptimizationLevel level)
{
    protected void MustBeWovenAsItShould(string shape)
    {
        var problems = ShapeRun.Check(ShapeCatalog.All[shape], level);
        if (problems.Count > 0) Assert.Fail($"{shape} in {level}:\n{string.Join('\n', problems)}");
    }
}

public sealed class ShapesInReleaseTests() : ShapeTests(OptimizationLevel.Release)
{
    public static TheoryData<string> Shapes => [.. ShapeCatalog.All.Keys];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_shape_is_woven_as_it_should_be(string shape) => MustBeWovenAsItShould(shape);
}

public sealed class ShapesInDebugTests() : ShapeTests(OptimizationLevel.Debug)
{
    /// <summary>A third: shapes are about which method is which, and the code of a call is the affair of the cases. All where each case goes all ways (see <see cref="CaseTests.IsAll"/>).</summary>
    public static TheoryData<string> Shapes => [.. ShapeCatalog.All.Keys.Where((_, turn) => CaseTests.IsAll || turn % 3 == 0)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_shape_is_woven_as_it_should_be(string shape) => MustBeWovenAsItShould(shape);
}
