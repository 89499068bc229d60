using Microsoft.CodeAnalysis;
using Unboxed.Analyzers.Attributes;
using Unboxed.Weaver.Tests.Coercions;
using Xunit;

namespace Unboxed.Weaver.Tests.Analyzers;

/// <summary>UNB3005 of the analyzer: attributes that have no effect where they stand.</summary>
public sealed class EffectAnalyzerTests
{
    const string Mark = "[assembly: ScratchSpace] ";

    [Theory]
    [InlineData("class C { [NeverBoxes] async Task M() => await Task.Yield(); }", "NeverBoxes", "(1,12)", "The assembly has no [assembly: Unboxed.ScratchSpace], and is left as it is")]
    [InlineData("[Boxed] interface I { Task M(); }", "Boxed", "(1,2)", "The assembly has no [assembly: Unboxed.ScratchSpace], and is left as it is")]
    [InlineData("[assembly: Adapts(typeof(I))] interface I { Task M(); }", "Adapts", "(1,12)", "The assembly has no [assembly: Unboxed.ScratchSpace], and is left as it is")]
    [InlineData(Mark + "class C { [ScratchSpace] async Task M() => await Task.Yield(); }", "ScratchSpace", "(1,37)", "There is no [Boxed] around it that it could undo, and it gives no value")]
    [InlineData(Mark + "[ScratchSpace(Coercions = Coercions.Explicit)] class C;", "ScratchSpace(Coercions = …)", "(1,27)", "'C' is no interface, and Coercions is for assemblies and interfaces")]
    [InlineData(Mark + "class C { [ScratchSpace(MaxScratchBytes = 8)] int M(string s) => 1; }", "ScratchSpace(MaxScratchBytes = …)", "(1,37)", "'C.M(string)' is not async, and returns no Task and no ValueTask")]
    [InlineData(Mark + "class C { [ScratchSpace(Reserve = 8)] async Task M() => await Task.Yield(); }", "ScratchSpace(Reserve = …)", "(1,37)", "No class of another assembly can implement or override 'C.M()', and Reserve is room for those")]
    [InlineData(Mark + "class C { [ScratchSpace(SideStack = 2048)] Task M() => null; }", "ScratchSpace(SideStack = …)", "(1,37)", "'C.M()' is not async, and only an async method is the root of a chain")]
    [InlineData(Mark + "interface I { [ScratchSpace(Allocator = typeof(string))] Task M(); }", "ScratchSpace(Allocator = …)", "(1,41)", "'I.M()' is not async, and only an async method is the root of a chain")]
    [InlineData(Mark + "class C { [Boxed] async void M() => await Task.Yield(); }", "Boxed", "(1,37)", "'C.M()' returns no Task and no ValueTask, and its calls have nothing that could be kept in scratch space")]
    public async Task What_means_nothing_is_told(string source, string attribute, string place, string why)
    {
        var told = Assert.Single(await Told(source));
        Assert.Equal(("UNB3005", DiagnosticSeverity.Warning), (told.Id, told.Severity));
        Assert.Equal(place, $"({told.Location.Start().Line},{told.Location.Start().Column})");
        Assert.StartsWith($"[{attribute}] has no effect here. {why}. help: ", told.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Mark + "[Boxed] interface I { [ScratchSpace] Task M(); [Boxed] Task N(); [NeverBoxes] Task O(); }")]
    [InlineData("[assembly: ScratchSpace, Boxed] [ScratchSpace] class C { [ScratchSpace(MaxScratchBytes = 8)] async void M() => await Task.Yield(); }")]
    [InlineData(Mark + "[ScratchSpace(Coercions = Coercions.Explicit, Reserve = 8)] public interface I { [ScratchSpace(Reserve = 8, MaxScratchBytes = 64)] ValueTask<int> M(); }")]
    [InlineData(Mark + "public class C { [ScratchSpace(Reserve = 8)] public virtual Task M() => null; [Boxed] Task N() => M(); } [ScratchSpace(Reserve = 8)] class D;")]
    [InlineData(Mark + "[ScratchSpace(SideStack = 2048)] class C { [ScratchSpace(SideStack = 0)] async void M() => await Task.Yield(); [ScratchSpace(Allocator = typeof(string))] async Task N() => await Task.Yield(); }")]
    [InlineData("namespace Others { class BoxedAttribute : Attribute; class C { [Others.Boxed] int M() => 1; } }")]
    public async Task What_means_something_is_not_told(string source) => Assert.Empty(await Told(source));

    [Fact]
    public async Task Nothing_is_told_where_nothing_is_woven() => Assert.Empty(await Told("[Boxed] class C;", new() { ["UnboxedIsActive"] = "false" }));

    static Task<IReadOnlyList<Diagnostic>> Told(string source, Dictionary<string, string>? properties = null) =>
        AnalyzerRun.Of(new EffectAnalyzer(), CoercionSource.Compile(OptimizationLevel.Debug, ("Source.cs", source)), properties);
}
