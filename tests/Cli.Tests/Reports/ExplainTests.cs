using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests.Reports;

/// <summary>What <c>unboxed explain</c> says of a method.</summary>
public sealed class ExplainTests
{
    static string Explain(params string[] arguments)
    {
        var outcome = CommandLine.Run(["explain", .. arguments]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return outcome.Output.ReplaceLineEndings("\n");
    }

    /// <summary>The names of the methods that an answer is about.</summary>
    static IEnumerable<string> Explained(string answer) => answer.Split('\n').Where(line => line.Length > 0 && line[0] != ' ');

    [Fact]
    public void Each_await_of_a_method_with_its_source_decision_reason_and_need()
    {
        using var folder = new Folder();
        folder.Write("Basket.cs", System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 12).Select(line => $"    line {line};\r\n"))));
        Assert.Equal(
            """
            Shop.Basket.TotalAsync()
              its awaits and async calls
                scratch   Shop.IStock<int>.PriceAsync(int)  Basket.cs:12:9
                          | line 12;
                          why: an interface call that is awaited at once
                          the callee needs 96 bytes (9 slots, 3 words)
                escapes   Shop.IStock<int>.PriceAsync(int)  Basket.cs:13:9
                          why: awaited after another suspension (UNB1001)
                          warning UNB1001: the future of Shop.IStock<int>.PriceAsync(int) may be boxed: it is awaited after another suspension.
                          help: await the call directly, or mark it [Boxed]
                          see https://example.org/UNB1001
                ordinary  System.Threading.Tasks.Task.Delay(int)  Basket.cs:20:5
                          why: the callee is a method of another assembly
              as a root
                expects a chain of 96 bytes (9 slots, 3 words); no path needs 8 of them
                > IStock<int>.PriceAsync(int), line 12: 96 bytes (9 slots, 3 words), decides the size
                       48 bytes  Cached<T>.PriceAsync(T), waiting at line 8
                       40 bytes  Warehouse.PriceAsync(int), waiting at line 17
                such a chain grows only where objects hold one another deeper than the 2 calls of IStock<int>.PriceAsync(int) that fit: nesting

            """.ReplaceLineEndings("\n"), Explain(Samples.Shop, "Shop.Basket.TotalAsync", "--source", folder.Path));
    }

    [Theory]
    [InlineData("allocator", "Shop.Memory.Counting", "takes its chain from the allocator Counting")]
    [InlineData("sideStack", 65536, "has a side stack of 65536 bytes, which takes the place of a chain that is too small")]
    public void What_else_than_the_pools_a_chain_comes_from_is_told(string member, object value, string told)
    {
        using var folder = new Folder();
        string report = Samples.Changed(folder, changed => changed["roots"]![0]![member] = System.Text.Json.Nodes.JsonValue.Create(value));
        Assert.Contains($"    expects a chain of 96 bytes (9 slots, 3 words); no path needs 8 of them\n    {told}\n", Explain(report, "Shop.Basket.TotalAsync"), StringComparison.Ordinal);
        Assert.DoesNotContain(told, Explain(Samples.Shop, "Shop.Basket.TotalAsync"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, "recursion beyond 9 levels")]
    [InlineData(0, "recursion")]
    public void Recursion_is_told_with_the_levels_that_fit_where_the_report_has_them(int levels, string cause)
    {
        using var folder = new Folder();
        string report = Samples.Changed(folder, changed => changed["roots"]![0]!["growth"]![0] = new System.Text.Json.Nodes.JsonObject { ["callee"] = "Shop.IStock<int>.PriceAsync(int)", ["why"] = "recursion", ["levels"] = levels });
        Assert.Contains($"a call of IStock<int>.PriceAsync(int) may make the chain grow: {cause}\n", Explain(report, "Shop.Basket.TotalAsync"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_to_do_is_said_also_where_the_build_did_not_say_it() =>
        Assert.Matches(@"\(UNB1003\)\s+help: take \[Boxed\] away", Explain(Samples.Shop, "Shop.Basket.SaveAsync"));

    [Fact]
    public void The_frame_of_a_future_field_by_field()
    {
        string answer = Explain(Samples.Shop, "Shop.Cached.PriceAsync");
        Assert.Contains(
            """
              its future
                needs 48 bytes (5 slots, 1 word) without its callees
                while it awaits IStock<T>.PriceAsync(T), line 8: 48 bytes (5 slots, 1 word)
                  slot 0          future: Future  header
                  slot 1          contexts: object  header
                  slot 2          awaiter: ValueTaskAwaiter<int>
                  slot 3          this: Cached<T>
                  slot 4 or words article: T  argument
                  word 0          state: int  header

            """.ReplaceLineEndings("\n"), answer, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interface_method_with_its_implementers_its_recursion_and_its_callers()
    {
        string answer = Explain(Samples.Shop, "Shop.IStock<T>.PriceAsync(T)");
        Assert.Equal(
            """
            Shop.IStock<T>.PriceAsync(T)
              a scratch call of it
                interface call, needs 96 bytes (9 slots, 3 words); the budget is 512 bytes
                classes that the analysis cannot see may implement it
                > Shop.Cached<T>.PriceAsync(T)  async, 96 bytes (its own future 48), the largest
                  Shop.Warehouse.PriceAsync(int)  async, 40 bytes (its own future 40)
                nesting of objects, unrolled 2 levels deep: IStock<T>.PriceAsync(T) > Cached<T>.PriceAsync(T)
              called by
                scratch   Shop.Basket.TotalAsync()  Basket.cs:12
                escapes   Shop.Basket.TotalAsync()  Basket.cs:13
                escapes   Shop.Basket.WarmUp()  Basket.cs:41
                scratch   Shop.Cached<T>.PriceAsync(T)  Stock.cs:8

            """.ReplaceLineEndings("\n"), answer);
    }

    [Theory]
    [InlineData("PriceAsync", new[] { "Shop.Cached<T>.PriceAsync(T)", "Shop.IStock<T>.PriceAsync(T)", "Shop.Warehouse.PriceAsync(int)" })]
    [InlineData("Warehouse.PriceAsync", new[] { "Shop.Warehouse.PriceAsync(int)" })]
    [InlineData("Shop.IStock.PriceAsync", new[] { "Shop.IStock<T>.PriceAsync(T)" })]
    [InlineData("Shop.Warehouse.PriceAsync(int)", new[] { "Shop.Warehouse.PriceAsync(int)" })]
    [InlineData("FlushAsync()", new[] { "Shop.Archive.FlushAsync()" })]
    public void A_method_is_found_by_its_name_by_the_end_of_it_and_with_all_overloads(string query, string[] expected) => Assert.Equal(expected, Explained(Explain(Samples.Shop, query)));

    [Theory]
    [InlineData("Shop.Basket.SafeAsync", "Shop.Basket.SaveAsync(System.Threading.CancellationToken)")]
    [InlineData("warehouse.priceasync", "Shop.Warehouse.PriceAsync(int)")]
    [InlineData("Shop.Store.WriteAsync", "Shop.Archive.WriteAsync(string)")]
    [InlineData("Shop.Archive.SomethingElseEntirely", "Shop.Archive.FlushAsync(), or Shop.Archive.WriteAsync(string)")]
    [InlineData("No.Such.Thing", "'unboxed report' lists them")]
    public void A_name_that_is_not_there_gets_suggestions(string query, string suggested)
    {
        var outcome = CommandLine.Run("explain", Samples.Shop, query);
        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.Contains(query, outcome.Error, StringComparison.Ordinal);
        Assert.Contains(suggested, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_is_explained_with_the_lines_of_its_source()
    {
        using var folder = new Folder();
        string input = new Sample { More = "class More\n{\n    public static async System.Threading.Tasks.Task GoAsync(ISource source)\n    {\n        await source.NextAsync(1);\n    }\n}" }.CompileInto(folder.Path);
        folder.Write("Sample.csproj", []);
        folder.Write("Source0.cs", "\n\n\n\n        await source.NextAsync(1);\n"u8.ToArray());
        string answer = Explain(input, "More.GoAsync", "--mark");
        Assert.Contains("scratch   ISource.NextAsync(int)  Source0.cs:5", answer, StringComparison.Ordinal);
        Assert.Contains("| await source.NextAsync(1);", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Adapters_are_explained_where_they_are_made_and_at_the_methods_that_they_pass_on()
    {
        using var folder = new Folder();
        string input = new Sample { More = "[assembly: Unboxed.ScratchSpace] public static class More { public static ISource Make() => Unboxed.Caching.Of<ISource>(new Doubling()); }", References = [Sample.Support] }.CompileInto(folder.Path);
        const string Adapter = @"    caching     ISource: room for calls of one method, 40 bytes  \S*Source0\.cs:1\n              ISource\.NextAsync\(int\): in the adapter, 40 bytes \(3 slots, 2 words\)\n";
        Assert.Matches(Adapter, Explain(input, "More.Make", "-r", Path.GetDirectoryName(Sample.Support)!));
        Assert.Matches(Adapter, Explain(input, "ISource.NextAsync", "-r", Path.GetDirectoryName(Sample.Support)!));
        Assert.Contains("1 adapter  caching ISource  room for calls of one method, 40 bytes", CommandLine.Run("report", input, "-r", Path.GetDirectoryName(Sample.Support)!).Output, StringComparison.Ordinal);
    }
}
