using Microsoft.CodeAnalysis;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies.Shapes;

/// <summary>Programs of one to three assemblies, woven against unwoven.</summary>
public abstract class ShapeTests(OptimizationLevel level)
{
    public static TheoryData<string> Shapes => [.. ShapeCatalog.All.Keys];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_shape_is_woven_as_it_should_be(string shape)
    {
        var problems = ShapeRun.Check(ShapeCatalog.All[shape], level);
        if (problems.Count > 0) Assert.Fail($"{shape} in {level}:\n{string.Join('\n', problems)}");
    }
}

public sealed class ShapesInDebugTests() : ShapeTests(OptimizationLevel.Debug);

public sealed class ShapesInReleaseTests() : ShapeTests(OptimizationLevel.Release);
