using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Diagnostics;

/// <summary>The allocation lint: for each reason the exact diagnostic, file and line.</summary>
public sealed class LintTests
{
    const string Callee = "interface I { Task<int> N(); } class S : I { public async Task<int> N() { await Task.Yield(); return 1; } }\n";

    const string Custom = "class A : INotifyCompletion { public A GetAwaiter() => this; public bool IsCompleted => true; public void GetResult() { } public void OnCompleted(Action a) { } }\n";

    const string Builder = "struct B { public static B Create() => default; public ValueTask Task => default; public void SetResult() { } public void SetException(Exception e) { } public void SetStateMachine(IAsyncStateMachine m) { } public void Start<M>(ref M m) where M : IAsyncStateMachine => m.MoveNext(); public void AwaitOnCompleted<A, M>(ref A a, ref M m) where A : INotifyCompletion where M : IAsyncStateMachine { } public void AwaitUnsafeOnCompleted<A, M>(ref A a, ref M m) where A : ICriticalNotifyCompletion where M : IAsyncStateMachine { } }";

    [Theory]
    [InlineData(DiagnosticId.EscapingAwait, Callee + "class C {\n Task f; async Task M(I x) {\n f = x.N();\n GC.Collect();\n await f;\n}}", "I.N()", 6, "The future is stored in field 'f'.")]
    [InlineData(DiagnosticId.BoxedByAttribute, "[Unboxed.Boxed] interface J { Task N(); }\n class K : J { public async Task N() => await Task.Yield(); }\n class C { async Task M(J x)\n => await x.N(); }", "J.N()", 4, "[Boxed] on 'J' asks for the ordinary call.")]
    [InlineData(DiagnosticId.OverBudget, "class C { async Task M()\n => await L(1);\n [Unboxed.ScratchSpace(MaxScratchBytes = 24)] static async Task<int> L(int n) { await Task.Yield(); return n; } }", "C.L(int)", 2, "The future of the callee is larger than the budget (MaxScratchBytes).")]
    [InlineData(DiagnosticId.CallerBuilder, Callee + Builder + "class C {\n [AsyncMethodBuilder(typeof(B))] async ValueTask M(I x) => await x.N(); }", "I.N()", 3, "The calling method has a builder that is left alone.")]
    [InlineData(DiagnosticId.CallerNotUnderstood, Callee + "interface IA<A> { A GetAwaiter(); } interface IW : INotifyCompletion { bool IsCompleted { get; } void GetResult(); } class C { async Task M<A>(I x, IA<A> a) where A : IW {\n await a;\n await x.N(); } }", "I.N()", 4, "The calling method is left alone: one of its awaits has a shape that is not understood.")]
    [InlineData(DiagnosticId.CalleeBuilder, Builder + "class C { async Task M() =>\n await L();\n [AsyncMethodBuilder(typeof(B))] static async ValueTask L() => await Task.Yield(); }", "C.L()", 2, "The callee cannot run in scratch space: its builder is not one of the framework's default builders.")]
    [InlineData(DiagnosticId.CalleeBuilder, "class C { async Task M() =>\n await L();\n [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] static async ValueTask L() => await Task.Yield(); }", "C.L()", 2, "The callee cannot run in scratch space: its future is a pooled one, whose consumer is always posted to its context.")]
    [InlineData(DiagnosticId.CalleeAwaiter, Custom + "interface J { Task N(); } class K : J { public async Task N() => await new A(); }\n class C { async Task M(J x)\n => await x.N(); }", "J.N()", 4, "K.N() cannot run in scratch space: it awaits through A, which is not one of the framework's awaiters.")]
    [InlineData(DiagnosticId.CalleeNotUnderstood, "interface IA<A> { A GetAwaiter(); } interface IW : INotifyCompletion { bool IsCompleted { get; } void GetResult(); } class C { async Task M<A>(IA<A> a) where A : IW =>\n await L(a);\n static async Task L<A>(IA<A> a) where A : IW => await a; }", "C.L(IA<A>)", 2, "The callee cannot run in scratch space: one of its awaits has a shape that is not understood.")]
    [InlineData(DiagnosticId.TypeParameter, "interface J { static abstract Task N(); } class K : J { public static async Task N() => await Task.Yield(); } class C { async Task M<T>() where T : J =>\n await T.N(); }", "J.N()", 2, "The call is made through a type parameter, which decides what is called.")]
    [InlineData(DiagnosticId.ReadOnlyAddress, Callee + "class C { async Task M<T>(T[] x) where T : I =>\n await x[0].N(); }", "I.N()", 3, "The call is made on an element of an array, a readonly field, or another place whose address may not be kept.")]
    [InlineData(DiagnosticId.ConfigureAwaitArgument, Callee + "class C { async Task M(I x) =>\n await x.N().ConfigureAwait(x.GetHashCode() == 0); }", "I.N()", 3, "The argument of ConfigureAwait does more than to read variables.")]
    [InlineData(DiagnosticId.ConfigureAwaitOptions, Callee + "class C { async Task M(I x) =>\n await x.N().ConfigureAwait(ConfigureAwaitOptions.ForceYielding); }", "I.N()", 3, "The options of ConfigureAwait ask for more than a context.")]
    [InlineData(DiagnosticId.SeveralPlaces, Callee + "class C { async Task M(I x, bool b) {\n Task<int> t; if (b) t = x.N(); else t = Task.FromResult(1);\n GC.Collect();\n await t; } }", "System.Threading.Tasks.Task<int>", 5, "The awaited value comes from more than one place.")]
    [InlineData(DiagnosticId.InPart, Callee + "class C { async Task<int> M(I x, Task<int> t) =>\n await (t ?? x.N()); }", "I.N()", 3, "An interface call that is awaited at once; 1 of the 2 values that meet in the await are scratch calls.")]
    [InlineData(DiagnosticId.NoCompanion, "interface J { Task N(ref int n); }\n class C { Task M(J x) { async Task L() {\n int n = 0;\n await x.N(ref n); }\n return L(); } }", "J.N(ref int)", 4, "Methods with ref parameters, those with arguments of more than 64 KB, and those that do not return a task, have no companion.")]
    public void An_await_that_may_box_is_told(DiagnosticId id, string source, string callee, int line, string why) =>
        Assert.Equal([$"{id.Text()} Snippet.cs({line}): The future of '{callee}' may be boxed when it suspends at this await. {why}"], Told.By(source, id));

    [Fact]
    public void An_await_that_is_not_understood_is_told() =>
        Assert.Contains("UNB1016 Snippet.cs(2): The future of 'dynamic' may be boxed when it suspends at this await. What is awaited is dynamic, and its awaiter is known only when the program runs.", Told.By("class C { async Task M(dynamic d) =>\n await d; }", DiagnosticId.AwaitNotUnderstood));

    [Theory]
    [InlineData("async Task M(I x) {\n await Task.WhenAll(\n x.N()); }", 3, "passed to 'System.Threading.Tasks.Task.WhenAll'")]
    [InlineData("Task<int> M(I x) { GC.Collect();\n return x.N(); }", 3, "returned")]
    [InlineData("void M(I x) {\n x.N(); }", 3, "dropped")]
    [InlineData("Task f; void M(I x) {\n f = x.N(); }", 3, "stored in field 'f'")]
    public void A_call_whose_future_escapes_is_told(string method, int line, string use) => Assert.Equal(
        [$"UNB1002 Snippet.cs({line}): The future of 'I.N()' may be boxed. It is {use}."], Told.By(Callee + "class C { " + method + " }", DiagnosticId.EscapingCall));

    [Fact]
    public void A_call_past_the_dispatch_is_told()
    {
        const string Source = Told.Mark + "class V { internal virtual async Task N() => await Task.Yield(); }\n class C { async Task M(V x) =>\n await x.N(); }";
        var module = Snippet.Release(Source).Module;
        // C# makes such calls through a method of its own.
        module.GetType("C").NestedTypes.Single().Methods.Single(method => method.Name == "MoveNext").Body.Instructions
            .Single(instruction => instruction.Operand is Mono.Cecil.MethodReference { Name: "N" }).OpCode = Mono.Cecil.Cil.OpCodes.Call;
        Assert.Equal(("Snippet.cs", 4, "The call is made to a base class or a base interface."), Only(module, DiagnosticId.BaseCall));
    }

    [Fact]
    public void An_async_callee_that_is_not_woven_is_told() => Assert.Equal(
        ("Snippet.cs", 3, "The callee is a method of another assembly."),
        Only(Snippet.Against("public static class L { public static async Task N() => await Task.Yield(); public static Task O() => Task.CompletedTask; }", Told.Mark + "class C { async Task M() {\n await L.N();\n await L.O(); } }").Module, DiagnosticId.UnwovenCallee));

    [Fact]
    public void A_callee_of_another_version_is_told() => Assert.Equal(
        ("Snippet.cs", 3, $"Library was woven for version 99 of the ABI, and this weaver is for {WovenMark.Abi}: build it with the same version of Unboxed."),
        Only(Snippet.Against("[assembly: Unboxed.CompilerServices.Woven(99, \"9.9.9\")] public interface J { Task N(); }", Told.Mark + "class C { async Task M(J x) =>\n await x.N(); }").Module, DiagnosticId.OtherAbi));

    [Fact]
    public void An_await_of_a_method_compiled_with_runtime_async_is_told() => Assert.Equal(
        ("Snippet.cs", 4, "The calling method is compiled with runtime-async, and left alone."),
        Only(Snippet.RuntimeAsync(Told.Mark + "#pragma warning disable SYSLIB5007 // a preview feature\nclass C { async Task M(Task x) =>\n await x; }").Module, DiagnosticId.CallerRuntimeAsync));

    [Theory]
    [InlineData("class C { async Task M(Task x) => await x; }", "1 async method of Snippet stays as it is, and nothing is woven.")]
    [InlineData("class C { async Task M(Task x) => await x; async Task N(Task x) => await x; async IAsyncEnumerable<int> O(Task x) { await x; yield return 1; } }", "2 async methods of Snippet stay as they are, and the one with a state machine is woven.")]
    public void Methods_compiled_with_runtime_async_are_told_of_once(string source, string what)
    {
        var module = Snippet.RuntimeAsync(Told.Mark + "#pragma warning disable SYSLIB5007 // a preview feature\n" + source).Module;
        var told = Assert.Single(AssemblyWeaver.Weave(module, new() { DryRun = true }).Diagnostics);
        Assert.Equal((DiagnosticId.RuntimeAsyncMethods, Severity.Warning, what), (told.Id, told.Severity, told.What));
        Assert.Empty(AssemblyWeaver.Weave(module, new() { DryRun = true, NoWarn = [DiagnosticId.RuntimeAsyncMethods] }).Diagnostics);
    }

    [Fact]
    public void A_callee_compiled_with_runtime_async_is_told()
    {
        var module = Snippet.Release(Told.Mark + "class C { async Task M() =>\n await L();\n static Task L() => Task.CompletedTask; }").Module;
        // The compiler turns the feature on for whole assemblies; the flag is all that tells such a method.
        module.GetType("C").Methods.Single(method => method.Name == "L").ImplAttributes |= (Mono.Cecil.MethodImplAttributes)0x2000;
        Assert.Equal(("Snippet.cs", 3, "The callee cannot run in scratch space: it is compiled with runtime-async."), Only(module, DiagnosticId.CalleeRuntimeAsync));
    }

    static (string? File, int Line, string Why) Only(Mono.Cecil.ModuleDefinition module, DiagnosticId id)
    {
        var told = Assert.Single(AssemblyWeaver.Weave(module, new() { DryRun = true, Lint = LintLevel.Warning }).Diagnostics, diagnostic => diagnostic.Id == id);
        return (told.Place.File, told.Place.Line, told.Why);
    }

    [Fact]
    public void A_call_of_an_override_by_a_name_of_its_own_is_told()
    {
        const string Source = Told.Mark + "abstract class F : System.IO.Stream { public override async Task FlushAsync(CancellationToken c) => await Task.Yield(); }\n class C { async Task M(F f) =>\n await f.FlushAsync(default); }";
        var module = Snippet.Release(Source).Module;
        // C# calls the method that introduces the slot, and its overrides have that one's name; other compilers may do neither.
        var call = module.GetType("C").NestedTypes.Single().Methods.Single(method => method.Name == "MoveNext").Body.Instructions.Single(instruction => instruction.Operand is Mono.Cecil.MethodReference { Name: "FlushAsync" });
        var overriding = module.GetType("F").Methods.Single(method => method.Name == "FlushAsync");
        overriding.Overrides.Add((Mono.Cecil.MethodReference)call.Operand);
        overriding.Name = "Flush2Async";
        call.Operand = overriding;
        Assert.Equal(("Snippet.cs", 4, "The call names an override, and which method it overrides was not found."), Only(module, DiagnosticId.ForeignOverride));
    }

    [Fact]
    public void Recursion_is_told_where_the_root_calls() => Assert.Equal(
        ["UNB1101 Snippet.cs(3): A call of 'C.L(int)' below this await may need more than the 512 bytes that its root expects, and make the chain grow: a larger one takes its place. 'C.L(int)' may be called again while it is pending."],
        Told.By("class C {\n async Task M() =>\n await L(3);\n static async Task L(int n) { if (n > 0) await L(n - 1); else await Task.Yield(); } }", DiagnosticId.GrowthByRecursion).Where(line => line.Contains("cs(3)", StringComparison.Ordinal)));

    [Fact]
    public void What_lies_beyond_the_budget_is_told() => Assert.Equal(
        ["UNB1102 Snippet.cs(3): A call of 'C.B()' below this await may need more than the 32 bytes that its root expects, and make the chain grow: a larger one takes its place. It lies beyond the room that the budget (MaxScratchBytes) allows."],
        Told.By("class C {\n [Unboxed.ScratchSpace(MaxScratchBytes = 40)] async Task M() =>\n await A();\n static async Task A() =>\n await B();\n static async Task B() =>\n await D();\n static async Task D() => await Task.Yield(); }", DiagnosticId.GrowthByBudget));

    [Fact]
    public void Unknown_implementers_are_told() => Assert.Equal(
        ["UNB1103 Snippet.cs(2): A call of 'P.N()' below this await may need more than the 32 bytes that its root expects, and make the chain grow: a larger one takes its place. Classes that the analysis cannot see may implement 'P.N()'."],
        Told.By("public interface P { Task N(); } class S : P { public async Task N() => await Task.Yield(); } class C { async Task M(P x) =>\n await x.N(); }", DiagnosticId.GrowthByUnknown));

    [Fact]
    public void A_delegate_is_told_where_it_is_made() => Assert.Equal(
        ["UNB1201 Snippet.cs(3): The future of 'C.L()' may be boxed when it is called through this delegate. Only woven code that awaits a call through it at once makes a scratch call, and none where it is bound to no object."],
        Told.By("class C {\n object M() {\n Func<Task> f = L;\n return f; }\n static async Task L() => await Task.Yield(); }", DiagnosticId.Delegate));

    [Fact]
    public void A_lambda_is_told_as_one() => Assert.Equal(
        ["UNB1201 Snippet.cs(2): The future of a lambda may be boxed when it is called through this delegate. Only woven code that awaits a call through it at once makes a scratch call, and none where it is bound to no object."],
        Told.By("class C { object M() {\n Func<Task> f = async () => await Task.Yield(); return f; } }", DiagnosticId.Delegate));

    [Fact]
    public void A_root_is_told_where_it_begins() => Assert.Equal(
        ["UNB1301 Snippet.cs(4): 'C.M(I)' is boxed once when it is called in the ordinary way and suspends. It is the root of a chain then."],
        Told.By(Callee + "class C {\n async Task M(I x) =>\n await x.N(); }", DiagnosticId.Root));

    static Dictionary<DiagnosticId, LintLevel> Ids(DiagnosticId id, LintLevel level) => new() { [id] = level };

    [Fact]
    public void Leaves_are_not_told() =>
        Assert.Empty(Told.By("class C { async Task M(Task t) { await t; await Task.Delay(1); await Sync(); } static Task Sync() => Task.CompletedTask; }", new WeaverOptions { Lint = LintLevel.Warning }));

    [Fact]
    public void The_lint_is_off_by_default() => Assert.Empty(Told.By(Callee + "class C { async Task M(I x) => await x.N(); }", new WeaverOptions()));

    [Theory]
    [InlineData(LintLevel.Info, Severity.Info)]
    [InlineData(LintLevel.Warning, Severity.Warning)]
    [InlineData(LintLevel.Error, Severity.Error)]
    public void The_lint_is_as_loud_as_asked(LintLevel lint, Severity severity) =>
        Assert.Equal(severity, Assert.Single(Told.Report(Callee + "class C { void M(I x) { x.N(); } }", new() { Lint = lint }).Diagnostics).Severity);

    [Fact]
    public void What_is_not_wanted_is_not_told()
    {
        const string Source = Callee + "class C { Task f; async Task M(I x) { f = x.N(); GC.Collect(); await f; await x.N(); } }";
        var options = new WeaverOptions { Lint = LintLevel.Error, Levels = Ids(DiagnosticId.Root, LintLevel.Info) };
        Assert.Equal([DiagnosticId.EscapingAwait, DiagnosticId.EscapingCall, DiagnosticId.Root], Told.Report(Source, options).Diagnostics.Select(diagnostic => diagnostic.Id).Order());
        Assert.Equal([DiagnosticId.EscapingAwait], Told.Report(Source, options with { NoWarn = [DiagnosticId.Root, DiagnosticId.EscapingCall] }).Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void A_message_has_id_what_why_help_and_link()
    {
        const string Source = Callee + "class C { async Task M(I x) => await x.N(); }";
        const string Start = "UNB1301: 'C.M(I)' is boxed once when it is called in the ordinary way and suspends. It is the root of a chain then. help: await it from an async method of a woven assembly; a root's box is one for the whole chain. ";
        var options = new WeaverOptions { Levels = Ids(DiagnosticId.Root, LintLevel.Info) };
        Assert.Equal(Start + "docs/diagnostics/UNB1301.md", Assert.Single(Told.Report(Source, options).Diagnostics).Text);
        Assert.Equal(Start + "https://example.org/help/UNB1301.md", Assert.Single(Told.Report(Source, options with { HelpBase = "https://example.org/help" }).Diagnostics).Text);
        // As the build hands the property over.
        const string Property = "[assembly: System.Reflection.AssemblyMetadata(\"UnboxedHelpBase\", \"https://example.org/\")]\n";
        Assert.Equal(Start + "https://example.org/UNB1301.md", Assert.Single(Told.Report(Property + Source, options).Diagnostics).Text);
    }

    [Fact]
    public void Errors_leave_the_module_as_it_is()
    {
        var module = Snippet.Release(Told.Mark + Callee + "class C { async Task M(I x) => await x.N(); }").Module;
        int types = module.GetTypes().Count();
        Assert.True(AssemblyWeaver.Weave(module, new() { Levels = Ids(DiagnosticId.Root, LintLevel.Error) }).HasErrors);
        Assert.Equal(types, module.GetTypes().Count());
        Assert.Empty(module.Resources);
    }

    [Fact]
    public void Every_kind_of_reason_has_a_diagnostic_or_is_none() =>
        Assert.Equal(
            [ReasonKind.AwaitedAtOnce, ReasonKind.NotACall, ReasonKind.OtherAssembly, ReasonKind.NoEntry, ReasonKind.NotAsync, ReasonKind.NoImplementation, ReasonKind.NoAsyncImplementation],
            Enum.GetValues<ReasonKind>().Where(kind => ReasonIds.Of(kind) is null));
}
