using System.Numerics;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies.Shapes;

/// <summary>
/// Programs of one to three assemblies, woven against unwoven. They take turns in Debug and Release: shapes are about which method is which, and the code of a call is the affair of the cases. All in both where each case goes all ways
/// (see <see cref="CaseTests.IsAll"/>).
/// </summary>
public abstract class ShapeTests(OptimizationLevel level)
{
    /// <summary>One half, or the other. Those of a family differ in several ways, each in its own rhythm: the turns follow none of them.</summary>
    protected static TheoryData<string> Turn(int turn) => [.. ShapeCatalog.All.Keys.Where((_, i) => CaseTests.IsAll || BitOperations.PopCount((uint)i) % 2 == turn)];

    protected void MustBeWovenAsItShould(string shape)
    {
        var problems = ShapeRun.Check(ShapeCatalog.All[shape], level);
        if (problems.Count > 0) Assert.Fail($"{shape} in {level}:\n{string.Join('\n', problems)}");
    }
}

public sealed class ShapesInReleaseTests() : ShapeTests(OptimizationLevel.Release)
{
    public static TheoryData<string> Shapes => Turn(0);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_shape_is_woven_as_it_should_be(string shape) => MustBeWovenAsItShould(shape);
}

public sealed class ShapesInDebugTests() : ShapeTests(OptimizationLevel.Debug)
{
    public static TheoryData<string> Shapes => Turn(1);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_shape_is_woven_as_it_should_be(string shape) => MustBeWovenAsItShould(shape);
}
