using Unboxed.Weaver.Diagnostics;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>[NeverBoxes] over async methods of other assemblies, which the caller's build takes for leaves otherwise.</summary>
public sealed class PromisesAcrossTests
{
    /// <summary>Of the two methods none has an entry: they would have the same.</summary>
    const string Library = """
        public sealed class Store
        {
            public static async Task<int> WithoutEntry(Store store, int key) { await Task.Yield(); return key; }
            public async Task<int> WithoutEntry(int key) { await Task.Yield(); return key; }
            public async Task<int> WithEntry(int key) { await Task.Yield(); return key; }
            public Task<int> Leaf() => Task.FromResult(1);
        }
        """;

    static string[] ToldOf(string call, bool isWoven = true)
    {
        using var set = new AssemblySet().Add("Library", Library, marked: isWoven).Add("App", $"public static class Program {{ [Unboxed.NeverBoxes] public static async Task<int> Sum(Store store) => await {call}; }}");
        return [.. set.Reports["App"].Diagnostics.Where(told => told.Id == DiagnosticId.PromiseOfMethod).Select(told => $"{told.What} {told.Why}")];
    }

    [Theory]
    [InlineData("store.WithEntry(1)")]
    [InlineData("store.Leaf()")]
    public void A_call_by_an_entry_keeps_the_promise_and_a_leaf_is_not_meant(string call) => Assert.Empty(ToldOf(call));

    [Theory]
    [InlineData("Store.WithoutEntry(store, 1)", "Store.WithoutEntry(Store, int)")]
    [InlineData("store.WithoutEntry(1)", "Store.WithoutEntry(int)")]
    public void An_async_method_without_an_entry_breaks_it(string call, string callee) => Assert.Equal(
        [$"'Program.Sum(Store)' is marked [NeverBoxes], and the future of '{callee}' may be boxed when it suspends at this await. Library has no entry for it, through which other assemblies could call it in scratch space."],
        ToldOf(call));

    [Fact]
    public void So_does_one_of_an_assembly_that_is_not_woven() => Assert.StartsWith("'Program.Sum(Store)' is marked [NeverBoxes], and the future of 'Store.WithEntry(int)' may be boxed", Assert.Single(ToldOf("store.WithEntry(1)", isWoven: false)), StringComparison.Ordinal);
}
