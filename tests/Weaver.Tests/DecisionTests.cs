using System.Text.RegularExpressions;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Tests.Runner;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>Compares the report with the expectations in the source of the processed assembly.</summary>
public sealed partial class DecisionTests
{
    public static TheoryData<string> Configurations => [.. Copies.Configurations];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Every_await_site_has_an_expectation(string configuration)
    {
        var wrong = ExpectedSites.Read(Copies.In(configuration).UnwovenPath).Where(method => method.Sites != method.Expected.Count)
            .Select(method => $"{method}: {method.Sites} sites, {method.Expected.Count} expectations");
        AssertNone(wrong);
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Every_await_site_is_decided_as_expected(string configuration)
    {
        var copies = Copies.In(configuration);
        var rows = copies.Rows;
        var wrong = from method in ExpectedSites.Read(copies.UnwovenPath)
                    let actual = RowsOf(method, rows)
                    where !method.Expected.SequenceEqual(actual.Select(row => row.Decision))
                    select $"{method}\n  expected {string.Join(", ", method.Expected)}\n  reported {string.Join(", ", actual.Select(row => $"{row.Decision} (line {row.Line}: {row.Reason})"))}";
        AssertNone(wrong);
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Every_row_of_the_report_belongs_to_a_method_of_the_user(string configuration)
    {
        var copies = Copies.In(configuration);
        var methods = ExpectedSites.Read(copies.UnwovenPath);
        var known = methods.SelectMany(method => RowsOf(method, copies.Rows)).ToHashSet(ReferenceEqualityComparer.Instance);
        AssertNone(from row in copies.Rows where !known.Contains(row) select row.ToString());
        AssertNone(Where(copies.Rows, NotTheUsers()));
        Assert.NotEmpty(copies.Rows);
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Type_arguments_are_named_as_in_the_source(string configuration)
    {
        var rows = Copies.In(configuration).Rows;
        AssertNone(Where(rows, NotTheSources()));
        Assert.NotEmpty(rows);
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void A_scratch_call_has_a_need_and_every_row_a_reason(string configuration)
    {
        var rows = Copies.In(configuration).Rows;
        AssertNone(from row in rows where row.Reason.Length == 0 || (row.Decision == Decision.Scratch && row.Need.Bytes == 0 && !IsUnknown(row)) select row.ToString());
        Assert.NotEmpty(rows);
    }

    /// <summary>Whether nobody knows what is called before the program runs.</summary>
    static bool IsUnknown(AwaitSiteRow row) =>
        row.Reason.EndsWith("of implementations in other assemblies", StringComparison.Ordinal) || row.Reason.StartsWith("a call through a delegate", StringComparison.Ordinal);

    static List<AwaitSiteRow> RowsOf(SourceMethod method, IReadOnlyList<AwaitSiteRow> rows) =>
    [
        .. from row in rows
           where row.Caller.StartsWith(method.Type + ".", StringComparison.Ordinal) && method.Names.Any(name => row.Caller.Contains("." + name + "(", StringComparison.Ordinal))
               && row.File is not null && ExpectedSites.FileName(row.File) == method.File && method.FirstLine <= row.Line && row.Line <= method.LastLine
           orderby row.Line
           select row,
    ];

    static IEnumerable<string> Where(IEnumerable<AwaitSiteRow> rows, Regex wrong) =>
        from row in rows
        where wrong.IsMatch(row.Caller) || wrong.IsMatch(row.Callee) || wrong.IsMatch(row.File ?? "")
        select $"{row.File}({row.Line}): {row.Caller} awaits {row.Callee}";

    /// <summary>Names of the compiler's: <c>&lt;Method&gt;d__1</c>, <c>MoveNext</c>.</summary>
    [GeneratedRegex(@"(^|[.+/( ])<|\bMoveNext\b")]
    private static partial Regex NotTheUsers();

    /// <summary>Metadata's way of writing arities and type parameters: <c>List`1.Add(!0)</c>.</summary>
    [GeneratedRegex("[!`]")]
    private static partial Regex NotTheSources();

    static void AssertNone(IEnumerable<string> wrong)
    {
        var list = wrong.ToList();
        Assert.True(list.Count == 0, $"{list.Count}:\n{string.Join('\n', list)}");
    }
}
