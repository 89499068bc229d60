using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Diagnostics;

/// <summary>[ScratchSpace] and [Boxed] on assembly, type and method: the nearest counts.</summary>
public sealed class ControlTests
{
    const string Boxed = "[Unboxed.Boxed] ", Scratch = "[Unboxed.ScratchSpace] ";

    [Theory]
    [InlineData("class C { async Task M() => await L(); " + Boxed + "static async Task L() => await Task.Yield(); }", Decision.Boxed, "[Boxed] on 'C.L()'")]
    [InlineData("class C { async Task M() => await D.L(); } " + Boxed + "static class D { internal static async Task L() => await Task.Yield(); }", Decision.Boxed, "[Boxed] on 'D'")]
    [InlineData("class C { async Task M() => await D.L(); } " + Boxed + "static class D { " + Scratch + "internal static async Task L() => await Task.Yield(); }", Decision.Scratch, "")]
    [InlineData("class C { async Task M() => await D.E.L(); } " + Boxed + "static class D { internal static class E { internal static async Task L() => await Task.Yield(); } }", Decision.Boxed, "[Boxed] on 'D'")]
    [InlineData("class C { async Task M() => await D.E.L(); } " + Boxed + "static class D { " + Scratch + "internal static class E { internal static async Task L() => await Task.Yield(); } }", Decision.Scratch, "")]
    [InlineData("[assembly: Unboxed.Boxed]\nclass C { async Task M() => await L(); static async Task L() => await Task.Yield(); }", Decision.Boxed, "[Boxed] on the assembly")]
    [InlineData("[assembly: Unboxed.Boxed]\nclass C { async Task M() => await L(); " + Scratch + "static async Task L() => await Task.Yield(); }", Decision.Scratch, "")]
    [InlineData("interface I { " + Boxed + "Task N(); } class S : I { public async Task N() => await Task.Yield(); } class C { async Task M(I x) => await x.N(); }", Decision.Boxed, "[Boxed] on 'I.N()'")]
    [InlineData(Boxed + "interface I { Task N(); } class S : I { public async Task N() => await Task.Yield(); } class C { async Task M(I x) => await x.N(); }", Decision.Boxed, "[Boxed] on 'I'")]
    [InlineData(Boxed + "public interface I { Task N(); } class C { async Task M(I x) => await x.N(); }", Decision.Boxed, "[Boxed] on 'I'")]
    [InlineData("interface I { Task N(); } " + Boxed + "class S : I { public async Task N() => await Task.Yield(); } class C { async Task M(I x) => await x.N(); }", Decision.Boxed, "[Boxed] on 'S'")]
    [InlineData("interface I { Task N(); } class S : I { public async Task N() => await Task.Yield(); } " + Boxed + "class T : I { public async Task N() => await Task.Yield(); } class C { async Task M(I x) => await x.N(); }", Decision.Scratch, "")]
    [InlineData("class C { async Task M(V x) => await x.N(); } class V { " + Boxed + "public virtual async Task N() => await Task.Yield(); }", Decision.Boxed, "[Boxed] on 'V.N()'")]
    [InlineData("class C { " + Boxed + "async Task M() => await L(); static async Task L() => await Task.Yield(); }", Decision.Scratch, "")]
    public void What_stands_nearest_decides(string source, Decision decision, string reason)
    {
        var row = Told.Report(source, new()).AwaitSites.Single(row => row.Caller.StartsWith("C.M(", StringComparison.Ordinal));
        Assert.Equal(decision, row.Decision);
        if (decision == Decision.Boxed) Assert.Equal(reason + " asks for the ordinary call", row.Reason);
    }

    [Fact]
    public void What_is_boxed_gets_neither_companion_nor_scratch_body()
    {
        var module = Snippet.Release(Told.Mark + Boxed + "public interface I { Task N(); } class S : I { public async Task N() => await Task.Yield(); } class C { async Task M(I x) => await x.N(); }").Module;
        int types = module.GetTypes().Count();
        AssemblyWeaver.Weave(module, new() { Report = ReportFormat.Off });
        Assert.Equal(types, module.GetTypes().Count());
    }

    const string Chain = "class C { BUDGET async Task M() => await A(); static async Task A() => await B(); static async Task B() => await Task.Yield(); }";

    [Theory]
    [InlineData("", 64)]
    [InlineData("[Unboxed.ScratchSpace(MaxScratchBytes = 64)]", 64)]
    [InlineData("[Unboxed.ScratchSpace(MaxScratchBytes = 48)]", 32)]
    [InlineData("[Unboxed.ScratchSpace(MaxScratchBytes = 0)]", 0)]
    public void A_root_expects_no_more_than_its_budget(string attribute, int bytes)
    {
        var report = Told.Report(Chain.Replace("BUDGET", attribute, StringComparison.Ordinal), new());
        Assert.Equal(bytes, report.Roots.Single(root => root.Name == "C.M()").Room.Bytes);
        // The need of the call is what it is.
        Assert.Equal(64, report.AwaitSites.Single(row => row.Caller == "C.M()").Need.Bytes);
    }

    [Fact]
    public void A_call_takes_no_more_than_its_budget()
    {
        const string Source = "interface I { [Unboxed.ScratchSpace(MaxScratchBytes = 100)] Task N(int n); } class S(I inner) : I { public async Task N(int n) { await inner.N(n); } } class C { async Task M(I x) => await x.N(1); }";
        var method = Told.Report(Source, new()).Methods.Single(method => method.Name == "I.N(int)");
        Assert.Equal(100, method.Budget);
        Assert.InRange(method.Need.Bytes, 64, 100);
    }

    [Fact]
    public void A_reserve_adds_room_where_implementations_are_not_all_known()
    {
        const string Source = "interface I { Task N(); } class S : I { public async Task N() => await Task.Yield(); } class C { async Task M(I x) => await x.N(); }";
        const string Reserved = "[Unboxed.ScratchSpace(Reserve = 64)] ";
        Assert.Equal((32, 0), Need(Source));
        Assert.Equal((32, 0), Need(Reserved + Source));
        Assert.Equal((32 + 64, 64), Need(Reserved + "public " + Source));
        var root = Told.Report(Reserved + "public " + Source, new()).Roots.Single();
        Assert.Equal((new Need(3 + 6, 1 + 2), 64), (root.Room, root.UnusedBytes));

        static (int Bytes, int Reserve) Need(string source)
        {
            var method = Told.Report(source, new()).Methods.Single(method => method.Name == "I.N()");
            return (method.Need.Bytes, method.Reserve);
        }
    }

    [Theory]
    [InlineData("class C {\n[Unboxed.ScratchSpace(MaxScratchBytes = 65537)] async Task M() =>\n await Task.Yield(); }", "UNB3001 Snippet.cs(3): [ScratchSpace(MaxScratchBytes = 65537)] on 'C.M()' cannot be met. The value is not from 0 to 65536.")]
    [InlineData("[Unboxed.ScratchSpace(MaxScratchBytes = -1)] class C {\n async Task M() =>\n await Task.Yield(); }", "UNB3001 Snippet.cs(3): [ScratchSpace(MaxScratchBytes = -1)] on 'C' cannot be met. The value is not from 0 to 65536.")]
    [InlineData("interface I { [Unboxed.ScratchSpace(Reserve = -8)] Task N(); } class S : I { public async Task N() =>\n await Task.Yield(); }", "UNB3002 Snippet.cs(2): [ScratchSpace(Reserve = -8)] on 'I.N()' cannot be met. The value is not from 0 to 65536.")]
    [InlineData("[Unboxed.ScratchSpace(Reserve = 600)] interface I { Task N(); }", "UNB3003 nowhere(-1): [ScratchSpace(Reserve = 600)] on 'I' cannot be met. All room for a call there is 512 bytes (MaxScratchBytes).")]
    [InlineData("[Unboxed.Boxed, Unboxed.ScratchSpace] class C {\n void M() { } }", "UNB3004 Snippet.cs(2): The attributes that hold for 'C' contradict each other. [Boxed] asks for the ordinary call, and [ScratchSpace] beside it or [NeverBoxes] for the opposite.")]
    [InlineData("[Unboxed.Boxed] class C {\n [Unboxed.NeverBoxes] async Task M() =>\n await Task.Yield(); }", "UNB3004 Snippet.cs(3): The attributes that hold for 'C.M()' contradict each other. [Boxed] asks for the ordinary call, and [ScratchSpace] beside it or [NeverBoxes] for the opposite.")]
    [InlineData("class C {\n[Unboxed.ScratchSpace(SideStack = 1023)] async Task M() =>\n await Task.Yield(); }", "UNB3014 Snippet.cs(3): [ScratchSpace(SideStack = 1023)] on 'C.M()' cannot be met. The value is neither 0 nor from 1024 to 33554432.")]
    [InlineData("[Unboxed.ScratchSpace(SideStack = 33554433)] class C {\n async Task M() =>\n await Task.Yield(); }", "UNB3014 Snippet.cs(3): [ScratchSpace(SideStack = 33554433)] on 'C' cannot be met. The value is neither 0 nor from 1024 to 33554432.")]
    [InlineData("[Unboxed.ScratchSpace(SideStack = -1)] class C {\n async Task M() =>\n await Task.Yield(); }", "UNB3014 Snippet.cs(3): [ScratchSpace(SideStack = -1)] on 'C' cannot be met. The value is neither 0 nor from 1024 to 33554432.")]
    [InlineData(Allocator + "[Unboxed.ScratchSpace(SideStack = 2048, Allocator = typeof(A))] class C {\n async Task M() =>\n await Task.Yield(); }", "UNB3014 Snippet.cs(4): [ScratchSpace(SideStack = 2048)] on 'C' cannot be met. Allocator stands beside it, and a chain that grows comes from one of the two.")]
    public void What_an_attribute_cannot_mean_is_an_error(string source, string told)
    {
        Assert.Equal([told], Told.By(source, new WeaverOptions()));
        Assert.True(Told.Report(source, new()).HasErrors);
    }

    const string Allocator = "class A : Unboxed.IScratchAllocator { public Unboxed.ScratchBlock Rent(int s, int w) => Unboxed.ScratchBlock.Create(s, w); public void Return(Unboxed.ScratchBlock b) { } }\n";

    const string BySideStack = "[Unboxed.ScratchSpace(SideStack = 2048)] ", ByNone = "[Unboxed.ScratchSpace(SideStack = 0)] ", ByAllocator = "[Unboxed.ScratchSpace(Allocator = typeof(A))] ";

    /// <summary>Of an allocator and a side stack the nearest counts; 0 takes back a side stack, and no allocator.</summary>
    [Theory]
    [InlineData("", "", "", null, 0)]
    [InlineData("", "", BySideStack, null, 2048)]
    [InlineData("", BySideStack, "", null, 2048)]
    [InlineData(BySideStack, "", "", null, 2048)]
    [InlineData(BySideStack, "[Unboxed.ScratchSpace(SideStack = 4096)] ", "", null, 4096)]
    [InlineData("", BySideStack, ByNone, null, 0)]
    [InlineData("", ByAllocator, "", "A", 0)]
    [InlineData("", BySideStack, ByAllocator, "A", 0)]
    [InlineData("", ByAllocator, BySideStack, null, 2048)]
    [InlineData("", ByAllocator, ByNone, "A", 0)]
    [InlineData(ByAllocator, BySideStack, ByNone, "A", 0)]
    [InlineData("", "[Unboxed.ScratchSpace(SideStack = 0, Allocator = typeof(A))] ", "", "A", 0)]
    public void Of_allocator_and_side_stack_the_nearest_counts(string outer, string type, string method, string? allocator, int sideStack)
    {
        string source = Allocator + outer + "class O { " + type + "internal class C { " + method + "async Task M() => await N(); static async Task N() => await Task.Yield(); } }";
        var root = Told.Report(source, new()).Roots.Single(root => root.Name == "O.C.M()");
        Assert.Equal((allocator, sideStack), (root.Allocator, root.SideStack));
    }

    [Fact]
    public void The_side_stack_of_an_assembly_is_for_all_its_roots()
    {
        var module = Snippet.Release("[assembly: Unboxed.ScratchSpace(SideStack = 4096)]\n" + Chain.Replace("BUDGET", "", StringComparison.Ordinal)).Module;
        Assert.Equal(4096, AssemblyWeaver.Weave(module, new() { DryRun = true }).Roots.Single(root => root.Name == "C.M()").SideStack);
        module = Snippet.Release("[assembly: Unboxed.ScratchSpace(SideStack = 1)]\nclass C { }").Module;
        Assert.Equal([DiagnosticId.SideStack], AssemblyWeaver.Weave(module, new()).Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void The_assembly_has_a_budget_of_its_own()
    {
        var module = Snippet.Release("[assembly: Unboxed.ScratchSpace(MaxScratchBytes = 40)]\n" + Chain.Replace("BUDGET", "", StringComparison.Ordinal)).Module;
        Assert.Equal(32, AssemblyWeaver.Weave(module, new() { DryRun = true }).Roots.Single(root => root.Name == "C.M()").Room.Bytes);
        module = Snippet.Release("[assembly: Unboxed.ScratchSpace(MaxScratchBytes = 70000)]\nclass C { }").Module;
        Assert.Equal([DiagnosticId.BudgetOutOfRange], AssemblyWeaver.Weave(module, new()).Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Theory]
    [InlineData("[Unboxed.NeverBoxes] static async Task M() => await Task.Yield();", "[NeverBoxes] has no effect in Snippet.")]
    [InlineData("[Unboxed.Boxed] static async Task M() => await Task.Yield();", "[Boxed] has no effect in Snippet.")]
    public void Attributes_of_an_unmarked_assembly_are_a_warning(string method, string what)
    {
        var report = AssemblyWeaver.Weave(Snippet.Release("class C { " + method + " }").Module, new());
        var told = Assert.Single(report.Diagnostics);
        Assert.Equal((DiagnosticId.NotMarked, Severity.Warning, what), (told.Id, told.Severity, told.What));
        Assert.Empty(AssemblyWeaver.Weave(Snippet.Release("class C { " + method + " }").Module, new() { NoWarn = [DiagnosticId.NotMarked] }).Diagnostics);
        Assert.Empty(AssemblyWeaver.Weave(Snippet.Release("class C { }").Module, new()).Diagnostics);
    }
}
