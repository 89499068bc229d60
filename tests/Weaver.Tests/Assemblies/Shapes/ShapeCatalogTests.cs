using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies.Shapes;

public sealed class ShapeCatalogTests
{
    [Fact]
    public void No_shape_is_there_twice()
    {
        var same = ShapeCatalog.All.Values.GroupBy(shape => string.Join('\n', shape.Parts.Select(part => $"{part.Name} {part.IsMarked} {string.Join(' ', part.Aliases)}\n{part.Source.Trim()}")))
            .Where(group => group.Count() > 1).Select(group => string.Join(" = ", group));
        Assert.Empty(same);
        Assert.InRange(ShapeCatalog.All.Count, 350, int.MaxValue);
    }

    [Theory]
    [InlineData("Name\n//! assembly App\n")]
    [InlineData("Name\n//! scratch 1\n")]
    [InlineData("Name\n//! scratch 1\n//! woven App\n")]
    [InlineData("Name\n//! scratch many\n//! assembly App\n")]
    public void A_shape_that_does_not_say_what_is_expected_is_refused(string text) => Assert.Throws<FormatException>(() => Shape.Read(text));
}
