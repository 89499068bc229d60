using Microsoft.CodeAnalysis;
using Unboxed.Analyzers.Coercions;
using Unboxed.Weaver.Tests.Coercions;
using Xunit;

namespace Unboxed.Weaver.Tests.Analyzers;

/// <summary>What the analyzers hear of the build.</summary>
public sealed class BuildOptionsTests
{
    const string Explicit = "<Weavers><Unboxed Coercions=\"explicit\" /></Weavers>", Implicit = "<Weavers><Unboxed /></Weavers>";
    const string Source = "interface I { Task M(); } class C : I { public Task M() => null; } class P { I i = new C(); }";
    const string Marked = "[assembly: ScratchSpace] " + Source;

    [Theory]
    [InlineData(Marked, Explicit, true)]
    [InlineData(Marked, Implicit, false)]
    [InlineData(Marked, null, false)]
    [InlineData(Marked, "<Weavers><Unboxed Coercions=", false)]
    [InlineData("[assembly: ScratchSpace(Coercions = Coercions.Explicit)] " + Source, Implicit, true)]
    [InlineData("[assembly: ScratchSpace(Coercions = Coercions.Implicit)] " + Source, Explicit, false)]
    [InlineData(Source, Explicit, false)]
    public async Task The_file_and_the_attribute_are_heard(string source, string? file, bool isTold) => Assert.Equal(isTold ? 1 : 0, (await Told(source, [], file)).Count);

    [Theory]
    [InlineData("UnboxedIsActive", "false", 0)]
    [InlineData("UnboxedIsActive", "true", 1)]
    [InlineData("UnboxedHasConfiguration", "true", 0)]
    public async Task Properties_are_heard(string property, string value, int expected) => Assert.Equal(expected, (await Told(Marked, new() { [property] = value }, Explicit)).Count);

    [Fact]
    public async Task A_configuration_in_a_property_takes_the_place_of_the_file() =>
        Assert.Single(await Told(Marked, new() { ["UnboxedHasConfiguration"] = "true", ["UnboxedCoercions"] = "explicit" }, Implicit));

    [Theory]
    [InlineData("UnboxedPages", "/packages/docs/", "/packages/docs/UNB3020.md.")]
    [InlineData("UnboxedHelpBase", "https://example.org/help", "https://example.org/help/UNB3020.md.")]
    [InlineData("Other", "", "docs/diagnostics/UNB3020.md.")]
    public async Task The_link_is_that_of_the_build(string property, string value, string link) =>
        Assert.EndsWith(" " + link, Assert.Single(await Told(Marked, new() { [property] = value }, Explicit)).Message(), StringComparison.Ordinal);

    static Task<IReadOnlyList<Diagnostic>> Told(string source, Dictionary<string, string> properties, string? file) =>
        AnalyzerRun.Of(new CoercionAnalyzer(), CoercionSource.Compile(OptimizationLevel.Debug, ("Source.cs", source)), properties, file);
}
