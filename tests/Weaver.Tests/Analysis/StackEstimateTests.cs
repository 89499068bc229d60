using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>How many of the levels of a chain a call of a method counts for.</summary>
public sealed class StackEstimateTests
{
    const string Source = """
        [InlineArray(512)] struct Block { long first; }
        struct Words { public long A, B, C, D, E, F, G, H; }
        struct Many<T> { public T A, B, C, D, E, F, G, H; }
        static class C
        {
            static void Use<T>(ref T value) { }
            static async Task Small(int a, string b) { await Task.Yield(); Console.WriteLine(a + b); }
            static async Task Large(int a) { var block = default(Block); Use(ref block); await Task.Yield(); }
            static async Task Kept(int a) { var block = default(Block); Use(ref block); await Task.Yield(); Use(ref block); }
            static async Task Nested(int a) { var many = default(Many<Words>); Use(ref many); await Task.Yield(); }
            static async Task References(int a) { var many = default(Many<Many<string>>); Use(ref many); await Task.Yield(); }
        }
        """;

    [Theory]
    [InlineData("Small", 1)]
    [InlineData("Large", 9)]
    [InlineData("Kept", 9)]
    [InlineData("Nested", 2)]
    [InlineData("References", 2)]
    public void A_method_counts_for_a_level_and_one_more_for_each_512_bytes_of_variables(string method, int levels) =>
        Assert.Equal(levels, StackEstimate.Levels(StateMachineReader.Read(Snippet.Release(Source).Method("C", method))!));
}
