using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Options;
using Xunit;

namespace Unboxed.Weaver.Tests.Diagnostics;

/// <summary>[NeverBoxes]: the build fails with one error for each offender.</summary>
public sealed class PromiseTests
{
    const string Callee = "interface I { Task<int> N(); } class S : I { public async Task<int> N() { await Task.Yield(); return 1; } }\n";

    const string Never = "[Unboxed.NeverBoxes] ";

    [Theory]
    [InlineData(Callee + "class C { " + Never + "async Task M(I x) { await x.N(); await Task.Delay(1); } }")]
    [InlineData("interface I { " + Never + "Task<int> N(); } class S : I { public async Task<int> N() { await Task.Yield(); return 1; } } class P : I { public Task<int> N() => Task.FromResult(1); } class C { async Task M(I x) => await x.N(); }")]
    [InlineData("class C { " + Never + "async Task M() => await L(); static async Task L() => await Task.Yield(); }")]
    [InlineData("class C { " + Never + "async Task M(Task t) => await t; }")]
    public void A_kept_promise_is_silent(string source) => Assert.Empty(Told.By(source, new WeaverOptions()));

    [Fact]
    public void Each_await_that_may_box_is_an_error_of_its_own() => Assert.Equal(
        [
            "UNB2001 Snippet.cs(3): 'C.M(I)' is marked [NeverBoxes], and the future of 'I.N()' may be boxed. It is stored in field 'f'.",
            "UNB2001 Snippet.cs(5): 'C.M(I)' is marked [NeverBoxes], and the future of 'I.N()' may be boxed when it suspends at this await. The future is stored in field 'f'.",
            "UNB2001 Snippet.cs(6): 'C.M(I)' is marked [NeverBoxes], and the future of 'C.L()' may be boxed when it suspends at this await. The callee cannot run in scratch space: its future is a pooled one, whose consumer is always posted to its context.",
        ],
        Told.By(Callee + "class C { Task f; " + Never + "async Task M(I x) {\n f = x.N();\n GC.Collect();\n await f;\n await L();\n await x.N(); }\n [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] static async ValueTask L() => await Task.Yield(); }", new WeaverOptions()));

    [Fact]
    public void Local_functions_and_lambdas_are_part_of_the_method()
    {
        Assert.Empty(Told.By(Callee + "class C { " + Never + "async Task M(I x) { await L(); async Task L() => await x.N(); } async Task O(I x) { var t = x.N(); GC.Collect(); await t; } }", new WeaverOptions()));
        Assert.Equal(
            ["UNB2001 Snippet.cs(5): 'C.M(I)' is marked [NeverBoxes], and the future of 'I.N()' may be boxed. It is passed to 'System.Threading.Tasks.Task.WhenAll'."],
            Told.By(Callee + "class C { " + Never + "async Task M(I x) {\n await L(); async Task L() {\n GC.Collect();\n await Task.WhenAll(x.N()); }\n } }", new WeaverOptions()));
        Assert.Equal(
            ["UNB2001 Snippet.cs(5): 'C.M(I)' is marked [NeverBoxes], and the future of 'I.N()' may be boxed. It is returned."],
            Told.By(Callee + "class C { " + Never + "Action M(I x) =>\n () => { Func<Task> f = () => { GC.Collect();\n GC.Collect();\n return x.N(); }; f(); }; }", new WeaverOptions()));
    }

    /// <summary>What the method awaits by such a delegate is boxed, though its callee is not known there.</summary>
    [Fact]
    public void A_delegate_of_an_async_method_is_an_error_where_it_is_made()
    {
        Assert.Equal(
            [
                "UNB2001 Snippet.cs(2): 'C.M()' is marked [NeverBoxes], and the future of 'C.L()' may be boxed when it is called through this delegate. Only woven code that awaits a call through it at once makes a scratch call, and none where it is bound to no object.",
                "UNB2001 Snippet.cs(3): 'C.M()' is marked [NeverBoxes], and the future of a lambda may be boxed when it is called through this delegate. Only woven code that awaits a call through it at once makes a scratch call, and none where it is bound to no object.",
            ],
            Told.By("class C { " + Never + "async Task M() {\n Func<Task> f = L;\n Func<Task> g = async () => await Task.Yield();\n await f(); await g(); }\n static async Task L() => await Task.Yield(); static Func<Task> O() => L; }", new WeaverOptions()));
    }

    [Fact]
    public void Each_implementation_that_may_box_is_an_error_at_its_place() => Assert.Equal(
        ["UNB2002 Snippet.cs(3): 'I.N()' is marked [NeverBoxes], and the future of its implementation 'P.N()' may be boxed. Its future is a pooled one, whose consumer is always posted to its context."],
        Told.By("interface I { " + Never + "ValueTask N(); } class S : I { public async ValueTask N() => await Task.Yield(); }\n class P : I { [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] public async ValueTask N()\n => await Task.Yield(); } class C { async Task M(I x) => await x.N(); }", new WeaverOptions()));

    [Fact]
    public void An_implementation_that_hands_out_a_future_is_an_error() => Assert.Equal(
        ["UNB2002 Snippet.cs(3): 'I.N(bool)' is marked [NeverBoxes], and the future of 'P.L()', called by its implementation 'P.N(bool)', may be boxed. It is stored in field 'f'."],
        Told.By("interface I { " + Never + "Task N(bool b); } class S : I { public async Task N(bool b) => await Task.Yield(); }\n class P : I { Task f; static async Task L() => await Task.Yield(); public Task N(bool b) {\n f = L(); return b ? f : f; } } class C { async Task M(I x) => await x.N(true); }", new WeaverOptions()));

    [Fact]
    public void Implementations_that_nobody_sees_are_an_error() => Assert.Equal(
        ["UNB2003 Snippet.cs(2): 'I.N()' is marked [NeverBoxes], and classes that the analysis cannot see may implement 'I.N()'. Other assemblies see it."],
        Told.By("public interface I { " + Never + "Task N(); } class S : I { public async Task N() =>\n await Task.Yield(); }", new WeaverOptions()));

    [Fact]
    public void An_await_of_a_public_interface_is_an_error_too() => Assert.Equal(
        ["UNB2003 Snippet.cs(2): 'C.M(I)' is marked [NeverBoxes], and classes that the analysis cannot see may implement 'I.N()'. Other assemblies see it."],
        Told.By("public interface I { Task N(); } class S : I { public async Task N() => await Task.Yield(); } class C { " + Never + "async Task M(I x) =>\n await x.N(); }", new WeaverOptions()));

    [Fact]
    public void Recursion_and_a_small_budget_are_errors()
    {
        Assert.Equal(
            ["UNB2004 Snippet.cs(3): 'C.M(int)' is marked [NeverBoxes], and a call of 'C.M(int)' may find too little room. 'C.M(int)' may be called again while it is pending."],
            Told.By("class C { " + Never + "static async Task M(int n) {\n if (n > 0)\n await M(n - 1);\n await Task.Yield(); } }", new WeaverOptions()));
        const string Chain = "class C { " + Never + "async Task M() =>\n await A(); static async Task A() => await B(); static async Task B() => await Task.Yield(); }";
        Assert.Empty(Told.By(Chain, new WeaverOptions()));
        Assert.Equal(
            ["UNB2004 Snippet.cs(2): 'C.M()' is marked [NeverBoxes], and a call of 'C.B()' may find too little room. It lies beyond the room that the budget (MaxScratchBytes) allows."],
            Told.By(Chain, new WeaverOptions(40)));
    }

    [Fact]
    public void A_broken_promise_cannot_be_hidden() =>
        Assert.Equal(
            [DiagnosticId.PromiseOfUnknown],
            Told.Report("public interface I { " + Never + "Task N(); } class S : I { public async Task N() => await Task.Yield(); }", new() { NoWarn = [DiagnosticId.PromiseOfUnknown] }).Diagnostics.Select(diagnostic => diagnostic.Id));
}
