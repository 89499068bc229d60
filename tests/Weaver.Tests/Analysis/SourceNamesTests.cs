using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class SourceNamesTests
{
    [Theory]
    [InlineData("int a, long b, string c, object d, bool e", "int, long, string, object, bool")]
    [InlineData("byte a, sbyte b, char c, short d, ushort e", "byte, sbyte, char, short, ushort")]
    [InlineData("uint a, ulong b, float c, double d, decimal e, nint f, nuint g", "uint, ulong, float, double, decimal, nint, nuint")]
    [InlineData("int? a, int[] b, int[,] c, ref int d, string[][] e", "int?, int[], int[,], ref int, string[][]")]
    [InlineData("List<int> a, Dictionary<string, int?> b", "System.Collections.Generic.List<int>, System.Collections.Generic.Dictionary<string, int?>")]
    [InlineData("Ns.C.Inner a, in int b", "Ns.C.Inner, ref int")]
    [InlineData("Ns.G<int>.Inner a", "Ns.G<int>.Inner")]
    public void Parameters_are_named_as_in_the_source(string parameters, string expected) =>
        Assert.Equal($"Ns.C.M({expected})", SourceNames.OfMethod(Snippet.Release(
            $"namespace Ns {{ class G<T> {{ public class Inner {{ }} }} class C {{ public class Inner {{ }} void M({parameters}) {{ }} }} }}").Method("Ns.C", "M")));

    [Theory]
    [InlineData("void M(int a) { Func<Task> f = async () => await Task.Yield(); }", "C.M(int)")]
    [InlineData("void M(int a) { Func<Task> f = async () => { await Task.Yield(); a++; }; }", "C.M(int)")]
    [InlineData("void M(int a) { async Task L(long b) { await Task.Yield(); } }", "C.M(int)")]
    [InlineData("async Task M(string s) { await Task.Yield(); }", "C.M(string)")]
    public void Lambdas_and_local_functions_are_named_by_the_method_that_contains_them(string method, string expected)
    {
        var machines = Snippet.Release("class C { " + method + " }").Module.GetTypes().SelectMany(type => type.Methods).Select(StateMachineReader.Read).OfType<StateMachine>();
        Assert.Equal(expected, SourceNames.OfMethod(Assert.Single(machines).Kickoff));
    }

    [Fact]
    public void A_method_of_a_generic_class_shows_no_arity() =>
        Assert.DoesNotContain("`", SourceNames.OfMethod(Snippet.Release("class G<T> { void M() { } }").Method("G`1", "M")));

    [Fact]
    public void A_hoisted_variable_is_named_as_in_the_source()
    {
        var fields = Snippet.Debug("class C { async Task M(int a) { int kept = a; await Task.Yield(); Console.Write(kept); } }").Machine().Type.Fields.Select(SourceNames.OfField).ToList();
        Assert.Contains("kept", fields);
        Assert.Contains("a", fields);
    }
}
