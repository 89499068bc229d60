using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Unboxed.Analyzers.Coercions;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Coercions;

/// <summary>The weaver and the analyzer find the same conversions, in the same places: those that the comments of the sources name.</summary>
public sealed partial class AgreementTests
{
    public static TheoryData<string> Sources => [.. CoercionSource.Names];

    [Theory]
    [MemberData(nameof(Sources))]
    public void The_weaver_finds_each_at_its_statement(string name)
    {
        var source = new CoercionSource(name);
        Assert.Equal(
            source.Expected().Select(expected => expected.Statement).Distinct().Order(),
            Woven(source, OptimizationLevel.Debug).Select(told => Statement((told.Place.Line, told.Place.Column), told.Text)).Order());
    }

    /// <summary>Variables may be gone, so that a statement that uses one is named in the place of that which sets it; nothing is lost.</summary>
    [Theory]
    [MemberData(nameof(Sources))]
    public void The_weaver_finds_them_in_optimised_code(string name)
    {
        var source = new CoercionSource(name);
        var woven = Woven(source, OptimizationLevel.Release).Select(told => Statement((told.Place.Line, told.Place.Column), told.Text)).ToList();
        Assert.Equal(source.Expected().Select(expected => (expected.Class, expected.Interface)).Distinct().Order(), woven.Select(told => (told.Class, told.Interface)).Distinct().Order());
        Assert.InRange(woven.Intersect(source.Expected().Select(expected => expected.Statement)).Count(), source.Expected().Select(expected => expected.Statement).Distinct().Count() * 3 / 4, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task The_analyzer_finds_each_at_its_expression(string name)
    {
        var source = new CoercionSource(name);
        Assert.Equal(source.Expected(), (await Analyzed(source)).Select(Place));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Both_say_the_same_of_each(string name)
    {
        var source = new CoercionSource(name);
        Assert.Equal(
            Woven(source, OptimizationLevel.Debug).Select(told => told.Text + ".").Distinct().Order(StringComparer.Ordinal),
            (await Analyzed(source)).Select(told => $"{told.Id}: {told.Message()}").Distinct().Order(StringComparer.Ordinal));
    }

    static IEnumerable<Unboxed.Weaver.Diagnostics.Diagnostic> Woven(CoercionSource source, OptimizationLevel level)
    {
        var told = AssemblyWeaver.Weave(Snippet.Read(source.Compile(level)), new() { DryRun = true }).Diagnostics;
        Assert.All(told, diagnostic => Assert.Equal((DiagnosticId.ImplicitCoercion, source.Name), (diagnostic.Id, diagnostic.Place.File)));
        return told;
    }

    static async Task<IEnumerable<Microsoft.CodeAnalysis.Diagnostic>> Analyzed(CoercionSource source)
    {
        var told = await AnalyzerRun.Of(new CoercionAnalyzer(), source.Compile(OptimizationLevel.Debug));
        Assert.All(told, diagnostic => Assert.Equal(source.Name, diagnostic.Location.SourceTree?.FilePath));
        return told;
    }

    static ExpectedCoercion Place(Microsoft.CodeAnalysis.Diagnostic told)
    {
        var (expression, statement) = (told.Location.Start(), Statement(told.AdditionalLocations[0].Start(), told.Message()));
        return new(statement.Line, statement.Column, expression.Line, expression.Column, statement.Class, statement.Interface);
    }

    static (int Line, int Column, string Class, string Interface) Statement((int Line, int Column) place, string message)
    {
        var names = Names().Match(message);
        return (place.Line, place.Column, names.Groups[1].Value, names.Groups[2].Value);
    }

    [GeneratedRegex("'(.+?)' becomes '(.+?)'")]
    private static partial Regex Names();
}
