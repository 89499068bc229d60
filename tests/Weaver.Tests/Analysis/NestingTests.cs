using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>What is as deep as objects hold one another is told from what may call itself as often as it likes.</summary>
public sealed class NestingTests
{
    const string Types = "interface I { Task N(); } class Leaf : I { public async Task N() => await Task.Yield(); } class C { async Task M(I x) => await x.N(); }\n";

    [Theory]
    [InlineData("class D(I inner) : I { public async Task N() { await inner.N(); } }")]
    [InlineData("class D : I { readonly I inner; public D(I inner) { this.inner = inner; } public async Task N() { await Task.Yield(); await inner.N(); await inner.N(); } }")]
    [InlineData("class D : I { I inner; public D(I inner) => this.inner = inner ?? throw new Exception(); public async Task N() { await inner.N(); } }")]
    [InlineData("class D(I inner) : I { I Inner { get; } = inner; public async Task N() { await Inner.N(); } }")]
    [InlineData("abstract class B(I inner) { protected readonly I inner = inner; } class D(I inner) : B(inner), I { public async Task N() { await inner.N(); } }")]
    [InlineData("class D(I inner) : I { public async Task N() { var held = inner; await held.N(); } }")]
    [InlineData("class D(I inner) : I { public async Task N() { try { await inner.N().ConfigureAwait(false); } finally { await Task.Yield(); } } }")]
    [InlineData("class D<T>(I inner) : I { public async Task N() { await inner.N(); } }")]
    [InlineData("class D : I { readonly I inner; public D(I[] all) { inner = all[0]; } public async Task N() { await inner.N(); } }")]
    [InlineData("class D : I { readonly I inner; public D(object given) => inner = (I)given; public async Task N() { await inner.N(); } }")]
    [InlineData("class E(I inner) : I { public async Task N() { await inner.N(); } } class D : I { readonly E inner; public D(I given) => inner = new E(given); public async Task N() { await inner.N(); } }")]
    [InlineData("class B { } class D : B, I { readonly I inner; public D(I inner) => this.inner = inner; public async Task N() { await inner.N(); } }")]
    // A call on the object itself on the way stays where it is.
    [InlineData("class D(I inner) : I { public async Task N() { await Own(); } async Task Own() { await inner.N(); } }")]
    // What is passed on goes down as well.
    [InlineData("class P(I inner) : I { public Task N() => inner.N(); } class D(I inner) : I { public async Task N() { await inner.N(); } }")]
    [InlineData("class P(I inner, bool done) : I { public Task N() => done ? Task.CompletedTask : inner.N(); } class D(I inner) : I { public async Task N() { await inner.N(); } }")]
    public void Decorators_are_nested(string source) => Assert.Equal("nesting", CauseOf(source));

    [Theory]
    [InlineData("class D : I { public I? Inner; public async Task N() { await Inner!.N(); } }")]
    [InlineData("class D : I { I? inner; public void Set(I x) => inner = x; public async Task N() { await inner!.N(); } }")]
    [InlineData("class D(I inner) : I { public async Task N() { await inner.N(); inner = this; } }")]
    [InlineData("class D : I { I inner; public D(I inner) => this.inner = inner; public ref I Inner => ref inner; public async Task N() { await inner.N(); } }")]
    [InlineData("class D(I[] inner) : I { public async Task N() { foreach (var one in inner) await one.N(); } }")]
    [InlineData("class D(Func<I> inner) : I { public async Task N() { await inner().N(); } }")]
    [InlineData("class D(int n) : I { public async Task N() { if (n > 0) await ((I)new D(n - 1)).N(); } }")]
    [InlineData("class D(I inner) : I { int n; public async Task N() { if (n-- > 0) await N(); await inner.N(); } }")]
    [InlineData("class D(I inner) : I { public async Task N() { await Own(); await inner.N(); } async Task Own() { await N(); } }")]
    // The one that is held is given the one that holds it.
    [InlineData("class D : I { readonly I inner; public D() => inner = new E(this); public async Task N() { await inner.N(); } } class E(I owner) : I { public async Task N() { await owner.N(); } }")]
    [InlineData("class D : I { readonly I inner; public D(I x) { x = new E(this); inner = x; } public async Task N() { await inner.N(); } } class E(I owner) : I { public async Task N() { await owner.N(); } }")]
    [InlineData("class D : I { readonly I inner; public D(I[] all) { all[0] = this; inner = all[0]; } public async Task N() { await inner.N(); } }")]
    [InlineData("class B { public static B? Last; public B() => Last = this; } class D : B, I { readonly I inner; public D() => inner = (I)Last!; public async Task N() { await inner.N(); } }")]
    [InlineData("class D(I inner) : I { public async Task N() { await Of(inner); } static async Task Of(I x) => await x.N(); }")]
    // One way goes down, and the other anywhere.
    [InlineData("class D(I inner) : I { public static I? Top; public async Task N() { await inner.N(); await Top!.N(); } }")]
    [InlineData("class P : I { public static I? Top; public Task N() => Top!.N(); } class D(I inner) : I { public async Task N() { await inner.N(); } }")]
    [InlineData("struct D(I inner) : I { readonly I inner = inner; public async Task N() { await inner.N(); } }")]
    public void What_may_come_back_to_where_it_was_is_recursion(string source) => Assert.Equal("recursion", CauseOf(source));

    [Fact]
    public void A_method_that_calls_itself_is_recursion() =>
        Assert.Equal("recursion", Assert.Single(Report("class C { async Task M() => await L(3); static async Task L(int n) { if (n > 0) await L(n - 1); } }", release: true).Roots.Single(root => root.Name == "C.M()").Growth).Cause);

    [Fact]
    public void How_deep_they_may_be_nested_is_told_of_the_root_and_of_the_method()
    {
        const string Source = Types + "class D(I inner) : I { public async Task N() { await inner.N(); } }";
        var report = Report(Source, release: true);
        var method = report.Methods.Single(row => row.Name == "I.N()");
        Assert.True(method.IsNested);
        // A frame of D takes 40 bytes: twelve are within 512.
        Assert.Equal(12, method.Levels);
        Assert.Equal([new("I.N()", "nesting", 12)], report.Roots.Single(root => root.Name == "C.M(I)").Growth);
        // A smaller chain has room for fewer.
        Assert.Equal([new("I.N()", "nesting", 3)], Report(Source, release: true, 128).Roots.Single(root => root.Name == "C.M(I)").Growth);
    }

    /// <summary>The cause in both forms of compilation, of the root that is no decorator.</summary>
    static string CauseOf(string source)
    {
        string[] causes = [.. new[] { true, false }.Select(release => Assert.Single(Report(Types + source, release).Roots.Single(root => root.Name == "C.M(I)").Growth, growth => growth.Callee == "I.N()").Cause)];
        Assert.Equal(causes[0], causes[1]);
        return causes[0];
    }

    static WeavingReport Report(string source, bool release, int budget = WeaverOptions.DefaultMaxScratchBytes)
    {
        var module = (release ? Snippet.Release(source) : Snippet.Debug(source)).Module;
        return ReportBuilder.Build(module, Planner.Plan(ModuleAnalysis.Of(module), new(budget)), new(budget));
    }
}
