using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Unboxed.Weaver.Tests.Runner;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>Runs the cases of the processed assembly.</summary>
public sealed partial class CaseTests
{
    static readonly ConcurrentDictionary<(string Configuration, string Name), Lazy<string[]>> first = new();

    /// <summary>
    /// Cases with a line in a stack trace that is another in woven code on .NET 8, whose JIT keeps fewer positions of optimised code. The README names them; everything else in them is compared.
    /// </summary>
    static readonly string[] otherLinesOnNet8 = ["MethodNames.AsyncMethods", "Forwarding.TheInnerOneIsNull"];

    public static TheoryData<string, string> Cases => Methods("CaseAttribute", Copies.Configurations);

    public static TheoryData<string, string> ReleaseCases => Methods("CaseAttribute", "Release");

    public static TheoryData<string, string> WovenOnlyCases => Methods("WovenOnlyAttribute", Copies.Configurations);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Woven_code_behaves_as_unwoven_code(string configuration, string name) =>
        MustBeTheSame(configuration, name, First(Copies.In(configuration), name), Run(Copies.In(configuration).Woven, name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Woven_code_counts_on_no_variable_that_begins_as_anything(string configuration, string name) =>
        MustBeTheSame(configuration, name, First(Copies.In(configuration), name), Run(Copies.In(configuration).WovenUncleared, name));

    /// <summary>
    /// In Release, through adapters, for callers that are woven and for others, with chains of an allocator, and with side stacks. Cases take turns through these ways; each goes all of them where the environment variable
    /// UNBOXED_ALL_STRATEGIES is 1.
    /// </summary>
    [Theory]
    [MemberData(nameof(CasesByTurns))]
    public void Woven_code_behaves_as_unwoven_code_by_each_strategy(string name, string way) =>
        MustBeTheSame("Release", name, First(Copies.In("Release"), name), Run(ways[way](Copies.In("Release")), name));

    static readonly Dictionary<string, Func<Copies, CaseLoadContext>> ways = new()
    {
        ["adapters"] = copies => copies.WovenAdapted,
        ["inlining, not woven"] = copies => copies.WovenAdaptedForOrdinary(typeof(Inlining)),
        ["caching, not woven"] = copies => copies.WovenAdaptedForOrdinary(typeof(Caching)),
        ["allocating, not woven"] = copies => copies.WovenAdaptedForOrdinary(typeof(Allocating)),
        ["allocator"] = copies => copies.WovenAllocated,
        ["side stacks"] = copies => copies.WovenWithSideStacks,
    };

    /// <summary>Whether each case goes all ways, and not one of them.</summary>
    internal static readonly bool IsAll = Environment.GetEnvironmentVariable("UNBOXED_ALL_STRATEGIES") == "1";

    public static TheoryData<string, string> CasesByTurns
    {
        get
        {
            var data = new TheoryData<string, string>();
            int turn = 0;
            foreach (string name in NamesForAdapters)
            {
                foreach (string way in IsAll ? ways.Keys : (IEnumerable<string>)[ways.Keys.ElementAt(turn++ % ways.Count)]) data.Add(name, way);
            }
            return data;
        }
    }

    /// <summary>The cases, in Release, but for those of how deep a recursion gets: an adapter is one more method on the stack for each call that is not woven.</summary>
    internal static IEnumerable<string> NamesForAdapters =>
        Copies.In("Release").Unwoven.Methods("CaseAttribute").Where(method => method.DeclaringType!.Name != "Stacks").Select(CaseLoadContext.NameOf);

    static void MustBeTheSame(string configuration, string name, string[] expected, string[] actual)
    {
        if (Environment.Version.Major == 8 && configuration == "Release" && otherLinesOnNet8.Any(other => name.EndsWith(other, StringComparison.Ordinal)))
        {
            TestContext.Current.TestOutputHelper?.WriteLine("Lines in stack traces are not compared on .NET 8.");
            (expected, actual) = ([.. expected.Select(WithoutLine)], [.. actual.Select(WithoutLine)]);
        }
        int same = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        if (same < expected.Length || same < actual.Length) Assert.Fail($"Unwoven:\n{Around(expected, same)}\nWoven:\n{Around(actual, same)}");
        Assert.True(expected.Length > 1, "The case leaves no trace.");
    }

    static string WithoutLine(string text) => LineNumber().Replace(text, "");

    [GeneratedRegex(@"(, line |:line )\d+$")]
    private static partial Regex LineNumber();

    [Theory]
    [MemberData(nameof(ReleaseCases))]
    public void A_case_is_the_same_in_each_run(string configuration, string name)
    {
        var copies = Copies.In(configuration);
        Assert.Equal(First(copies, name), Run(copies.Unwoven, name));
    }

    [Theory]
    [MemberData(nameof(WovenOnlyCases))]
    public void Woven_code_keeps_its_promises(string configuration, string name)
    {
        var woven = Copies.In(configuration).Woven;
        woven.Harness<object?>("CaseRunner", "RunOnce", woven.Method("WovenOnlyAttribute", name));
    }

    /// <summary>The trace of a first unwoven run.</summary>
    static string[] First(Copies copies, string name) =>
        first.GetOrAdd((copies.Configuration, name), _ => new(() => Run(copies.Unwoven, name))).Value;

    static string[] Run(CaseLoadContext context, string name) => context.Harness<string[]>("CaseRunner", "Run", context.Method("CaseAttribute", name));

    /// <summary>The run in which the first difference is, up to some lines after it.</summary>
    static string Around(string[] lines, int index)
    {
        int start = Math.Min(index, lines.Length - 1);
        while (start > 0 && !lines[start].StartsWith("==", StringComparison.Ordinal)) start--;
        return string.Join('\n', lines.Skip(start).Take(index - start + 6).Select((line, i) => (start + i == index ? " > " : "   ") + line));
    }

    internal static TheoryData<string, string> Methods(string attribute, params string[] configurations)
    {
        var data = new TheoryData<string, string>();
        foreach (var configuration in configurations)
        {
            foreach (var method in Copies.In(configuration).Unwoven.Methods(attribute)) data.Add(configuration, CaseLoadContext.NameOf(method));
        }
        return data;
    }
}
