using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Unboxed.Analyzers.Promises;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Tests.Analysis.Support;
using Unboxed.Weaver.Tests.Coercions;
using Xunit;

namespace Unboxed.Weaver.Tests.Analyzers;

/// <summary>What the analyzer says of [NeverBoxes], a build says too, in the same place; the build says more.</summary>
public sealed partial class PromiseAnalyzerTests
{
    const string Declarations = """
        [assembly: ScratchSpace]
        public interface IOpen { Task M(); }
        public interface IForwarded { ValueTask<int> M(); }
        interface IClosed { Task M(); }
        class Closed : IClosed { public async Task M() => await Task.Yield(); }
        class Open : IOpen { public async Task M() => await Task.Yield(); }
        [Boxed] interface IBoxed { Task M(); }
        class OfBoxed : IBoxed { public async Task M() => await Task.Yield(); }
        static class Other { public static async Task M() => await Task.Yield(); [Boxed] public static async Task B() => await Task.Yield(); public static void Keep(Task task) { } public static Task field; }
        """;

    [Theory]
    [InlineData("[NeverBoxes] async Task Run(IOpen open) => await open.M();", "UNB2003 'C.Run(IOpen)' 'IOpen.M()'")]
    [InlineData("[NeverBoxes] async Task Run(IForwarded open) { if (await open.M().ConfigureAwait(false) > 0) return; }", "UNB2003 'C.Run(IForwarded)' 'IForwarded.M()'")]
    [InlineData("[NeverBoxes] async Task Run(IBoxed boxed) => await boxed.M();", "UNB2001 'C.Run(IBoxed)' 'IBoxed.M()'")]
    [InlineData("[NeverBoxes] async Task Run() => await Other.B();", "UNB2001 'C.Run()' 'Other.B()'")]
    [InlineData("[NeverBoxes] async Task Run() { _ = Other.M(); await Task.Yield(); }", "UNB2001 'C.Run()' 'Other.M()'")]
    [InlineData("[NeverBoxes] async Task Run() { Other.Keep(Other.M()); await Task.Yield(); }", "UNB2001 'C.Run()' 'Other.M()'")]
    [InlineData("[NeverBoxes] async Task Run() { Other.field = Other.M(); await Task.Yield(); }", "UNB2001 'C.Run()' 'Other.M()'")]
    [InlineData("[NeverBoxes] async Task Run(IOpen open) { Other.Keep(open.M()); await Task.Yield(); }", "UNB2001 'C.Run(IOpen)' 'IOpen.M()'")]
    [InlineData("[NeverBoxes] async Task Run(IClosed closed) { await closed.M(); await Other.M(); Other.Keep(Task.Delay(1)); }", null)]
    [InlineData("[NeverBoxes] async Task Run() { _ = Own(); await Task.Yield(); } [System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder))] async ValueTask Own() => await Task.Yield();", null)]
    [InlineData("async Task Run(IOpen open) { Other.Keep(open.M()); await Other.B(); }", null)]
    public async Task What_the_analyzer_says_the_build_says(string member, string? expected)
    {
        string source = "class C\n{\n    " + member + "\n}";
        var compilation = CoercionSource.Compile(OptimizationLevel.Debug, ("Declarations.cs", Declarations), ("Source.cs", source));
        var analyzed = (await AnalyzerRun.Of(new PromiseAnalyzer(), compilation)).Select(told => (told.AdditionalLocations[0].Start(), Names(told.Id, told.Message()))).ToList();
        var woven = AssemblyWeaver.Weave(Snippet.Read(compilation), new() { DryRun = true }).Diagnostics.Select(told => ((told.Place.Line, told.Place.Column), Names(told.Id.Text(), told.What))).ToList();
        Assert.Equal(expected is null ? [] : [expected], analyzed.Select(told => told.Item2));
        Assert.Equal(woven, analyzed);
    }

    [Theory]
    [InlineData("public interface I { [NeverBoxes] ValueTask<int> M(); }", true)]
    [InlineData("public class D { [NeverBoxes] public virtual async Task M() => await Task.Yield(); }", true)]
    [InlineData("interface I { [NeverBoxes] ValueTask<int> M(); }", false)]
    public async Task A_promise_about_implementations_of_other_assemblies_is_told_at_the_method(string source, bool isTold)
    {
        var compilation = CoercionSource.Compile(OptimizationLevel.Debug, ("Source.cs", "[assembly: ScratchSpace]\n" + source));
        var analyzed = await AnalyzerRun.Of(new PromiseAnalyzer(), compilation);
        Assert.Equal(isTold ? ["UNB2003"] : [], analyzed.Select(told => told.Id));
        Assert.Equal(AssemblyWeaver.Weave(Snippet.Read(compilation), new() { DryRun = true }).Diagnostics.Select(told => Names(told.Id.Text(), told.What)), analyzed.Select(told => Names(told.Id, told.Message())));
    }

    static string Names(string id, string message) => string.Join(' ', QuotedName().Matches(message).Select(match => match.Value).Take(2).Prepend(id));

    [GeneratedRegex(@"'[^']+'")]
    private static partial Regex QuotedName();
}
