using Fody;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Coercions;

/// <summary>Who asks that a class which becomes an interface says where its futures are kept, and what is told where it does not.</summary>
public sealed class CoercionTests
{
    const string Mark = "[assembly: Unboxed.ScratchSpace]\n", Explicit = "[assembly: Unboxed.ScratchSpace(Coercions = Unboxed.Coercions.Explicit)]\n";
    const string Source = "public interface I { Task M(); } public class C : I { public Task M() => Task.CompletedTask; }\n";
    const string Use = "static class P { static void Use(I i) { } static void Run(C c) =>\n Use(c); }";

    [Fact]
    public void Nothing_is_asked_where_nobody_asks() => Assert.Empty(Told(Mark + Source + Use));

    [Theory]
    [InlineData(Explicit + Source + Use, CoercionMode.Implicit, "[ScratchSpace(Coercions = Coercions.Explicit)] on the assembly")]
    [InlineData(Mark + Source + Use, CoercionMode.Explicit, "Coercions=\"explicit\" in FodyWeavers.xml")]
    [InlineData(Mark + "[Unboxed.ScratchSpace(Coercions = Unboxed.Coercions.Explicit)] " + Source + Use, CoercionMode.Implicit, "[ScratchSpace(Coercions = Coercions.Explicit)] on 'I'")]
    [InlineData("[assembly: Unboxed.ScratchSpace(Coercions = Unboxed.Coercions.Implicit)]\n" + Source + Use, CoercionMode.Explicit, null)]
    [InlineData(Explicit + "[Unboxed.ScratchSpace(Coercions = Unboxed.Coercions.Implicit)] " + Source + Use, CoercionMode.Explicit, null)]
    [InlineData(Explicit + "[Unboxed.Boxed] " + Source + Use, CoercionMode.Explicit, null)]
    [InlineData(Explicit + "[Unboxed.Boxed, Unboxed.ScratchSpace(Coercions = Unboxed.Coercions.Explicit)] interface J { void N(); } class D : J { public void N() { } } class E { J j = new D(); }", CoercionMode.Explicit, null)]
    public void What_stands_nearest_to_the_interface_decides(string source, CoercionMode option, string? asking)
    {
        var told = Told(source, option).Where(diagnostic => diagnostic.Id == DiagnosticId.ImplicitCoercion);
        Assert.Equal(asking is null ? [] : [$"{asking} asks for that."], told.Select(diagnostic => diagnostic.Why));
    }

    [Fact]
    public void The_message_names_the_class_the_interface_the_place_and_the_remedy()
    {
        var told = Assert.Single(Told(Explicit + Source + Use));
        Assert.Equal(Severity.Error, told.Severity);
        Assert.Equal((Snippet.File, 4, 2), (told.Place.File, told.Place.Line, told.Place.Column));
        Assert.Equal(
            "UNB3020: 'C' becomes 'I' without saying where its futures live when the caller has no room. [ScratchSpace(Coercions = Coercions.Explicit)] on the assembly asks for that. "
            + "help: wrap it in 'Boxing.Of<I>(…)', which boxes them then and costs nothing, or in Inlining.Of, Caching.Of or Allocating.Of. docs/diagnostics/UNB3020.md",
            told.Text);
    }

    [Theory]
    [InlineData("I[] array = new C[0];", "make the array, the collection or the delegate one of 'I', ")]
    [InlineData("Func<I> made = Made; static C Made() => null;", "write a lambda that wraps the object in 'Boxing.Of<I>(…)'")]
    [InlineData("int used = Only<C>(); static int Only<T>() where T : I => 0;", "give 'I' as the type argument, ")]
    [InlineData("int added = Microsoft.Extensions.DependencyInjection.Services.Add(typeof(I), typeof(C));", "register a factory that gives 'Boxing.Of<I>(…)', ")]
    public void The_remedy_is_one_for_the_kind_of_conversion(string member, string help)
    {
        const string Services = " namespace Microsoft.Extensions.DependencyInjection { static class Services { internal static int Add(Type service, Type implementation) => 0; } }";
        Assert.StartsWith(help, Assert.Single(Told(Explicit + Source + "class P { " + member + " }" + Services)).Help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Explicit, "", 0)]
    [InlineData(Mark, "[Unboxed.ScratchSpace(Coercions = Unboxed.Coercions.Explicit)] ", 1)]
    [InlineData("", "[Unboxed.ScratchSpace(Coercions = Unboxed.Coercions.Explicit)] ", 0)]
    public void An_interface_asks_in_all_marked_assemblies_and_an_assembly_for_its_own_code(string library, string onInterface, int expected)
    {
        var module = Snippet.Against("using System.Threading.Tasks;\n" + library + onInterface + Source, Mark + Use).Module;
        Assert.Equal(expected, AssemblyWeaver.Weave(module, new() { DryRun = true }).Diagnostics.Count);
    }

    [Fact]
    public void Interfaces_of_marked_assemblies_are_meant_and_others_are_not()
    {
        const string Disposed = "static class Q { static void Dispose(IAsyncDisposable d) { } static void Run(System.IO.Stream s) => Dispose(s); }";
        Assert.Empty(AssemblyWeaver.Weave(Snippet.Against("using System.Threading.Tasks;\n" + Source, Explicit + Use + Disposed).Module, new() { DryRun = true }).Diagnostics);
        Assert.Single(AssemblyWeaver.Weave(Snippet.Against("using System.Threading.Tasks;\n" + Mark + Source, Explicit + Use + Disposed).Module, new() { DryRun = true }).Diagnostics);
    }

    [Fact]
    public void It_cannot_be_hidden_and_nothing_is_written()
    {
        var module = Snippet.Release(Explicit + Source + Use).Module;
        int types = module.GetTypes().Count();
        Assert.True(AssemblyWeaver.Weave(module, new() { NoWarn = [DiagnosticId.ImplicitCoercion] }).HasErrors);
        Assert.Equal(types, module.GetTypes().Count());
    }

    [Fact]
    public void Adapters_that_the_weaver_has_written_are_not_asked() =>
        Assert.Empty(Told(Explicit + Source + "class P { I i = Unboxed.Inlining.Of<I>(new C()), j = Unboxed.Boxing.Of<I>(new C()); }"));

    [Fact]
    public void Generated_code_is_left_out() =>
        Assert.Empty(Told(Explicit + Source + "[System.CodeDom.Compiler.GeneratedCode(\"\", \"\")] class P { I i = new C(); Func<I> Made() => () => new C(); async Task<I> M() { await Task.Yield(); return new C(); } }"));

    [Fact]
    public void A_value_that_is_none_is_an_error() => Assert.Contains(
        "[ScratchSpace(Coercions = 7)] on I is neither Coercions.Implicit nor Coercions.Explicit.",
        Assert.Throws<WeavingException>(() => Told(Mark + "[Unboxed.ScratchSpace(Coercions = (Unboxed.Coercions)7)] " + Source + Use)).Message, StringComparison.Ordinal);

    static IReadOnlyList<Diagnostic> Told(string source, CoercionMode option = default) =>
        AssemblyWeaver.Weave(Snippet.Release(source).Module, new() { DryRun = true, Coercions = option }).Diagnostics;
}
