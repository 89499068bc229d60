using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Tests.Assemblies.Shapes;

/// <summary>Compiles, weaves and runs a shape in one configuration, and says everything that is wrong with it.</summary>
static class ShapeRun
{
    static readonly ConcurrentDictionary<OptimizationLevel, Lazy<byte[]>> harnesses = new();

    /// <summary>How many findings of one kind are told.</summary>
    const int Shown = 4;

    /// <summary>Which leaves of a run suspend: none, all, and every other one.</summary>
    static readonly int[] Patterns = [0b0, 0b1111, 0b0101, 0b1010];

    /// <summary>What is wrong; nothing where the woven shape is as it should be.</summary>
    internal static IReadOnlyList<string> Check(Shape shape, OptimizationLevel level)
    {
        using var set = new AssemblySet(level);
        set.AddImage("Harness", Harness(level));
        try
        {
            foreach (var part in shape.Parts)
                set.Add(part.Name, part.Source, part.IsMarked, aliases: part.Aliases, isChecked: false, usings: "global using Harness;");
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.IAssertionException)
        {
            return [$"weaving: {string.Join('\n', exception.ToString().Split('\n').Take(4))}"];
        }
        var problems = set.Findings.SelectMany(entry => entry.Value.Take(Shown).Select(failure => $"verifier, {entry.Key}: {failure}")).ToList();
        if (Count(shape, set) is { } miscount) problems.Add(miscount);
        if (shape.IsBoxed && problems.Count > 0) return problems;
        string[] names = [.. shape.Parts.Select(part => part.Name).Distinct()];
        var refused = set.UseWoven(context => Refused(context, names));
        problems.AddRange(refused.Except(refused.Count == 0 ? [] : set.UseUnwoven(context => Refused(context, names))).Take(Shown));
        string app = shape.Parts[^1].Name;
        var unwoven = set.UseUnwoven(context => Traces(context, app));
        if (unwoven.Length < 2 * Patterns.Length) problems.Add("The program leaves no trace.");
        problems.AddRange(Difference(unwoven, set.UseWoven(context => Traces(context, app))));
        return problems;
    }

    static byte[] Harness(OptimizationLevel level) => harnesses.GetOrAdd(level, key => new(() =>
    {
        using var set = new AssemblySet(key).Add("Harness", ShapeCatalog.HarnessSource, marked: false);
        return set.UnwovenImage("Harness");
    })).Value;

    static string? Count(Shape shape, AssemblySet set)
    {
        var rows = set.Rows.Values.SelectMany(rows => rows).ToList();
        var scratch = rows.Where(row => row.Decision == Decision.Scratch).ToList();
        if (shape.IsBoxed ? scratch.All(row => row.Need == default) : scratch.Count >= shape.Scratch) return null;
        return $"scratch calls: {scratch.Count} instead of {(shape.IsBoxed ? "those of nothing" : shape.Scratch)}\n"
            + string.Join('\n', rows.Select(row => $"    {row.Decision}: {row.Caller} awaits {row.Callee}: {row.Reason}"));
    }

    static List<string> Refused(AssemblyLoadContext context, string[] names) =>
        [.. names.SelectMany(name => Compilable.Refused(context.LoadFromAssemblyName(new(name))).Select(refused => $"{name}: {refused}"))];

    static string[] Traces(AssemblyLoadContext context, string app)
    {
        try
        {
            var run = context.LoadFromAssemblyName(new(app)).GetType("Program", throwOnError: true)!.GetMethod("Run")!;
            var drive = context.LoadFromAssemblyName(new("Harness")).GetType("Harness.Driver", throwOnError: true)!.GetMethod("Run")!.CreateDelegate<Func<MethodInfo, int, string[]>>();
            return [.. Patterns.SelectMany(pattern => drive(run, pattern).Prepend($"== {pattern:b4}"))];
        }
        catch (TypeLoadException exception)
        {
            return [$"the program does not load: {exception.Message}"];
        }
    }

    static IEnumerable<string> Difference(string[] unwoven, string[] woven)
    {
        int same = unwoven.Zip(woven).TakeWhile(pair => pair.First == pair.Second).Count();
        if (same == unwoven.Length && same == woven.Length) yield break;
        string pattern = unwoven.Take(same).LastOrDefault(line => line.StartsWith("==", StringComparison.Ordinal), "");
        yield return $"trace {pattern}: '{unwoven.ElementAtOrDefault(same)}' unwoven, '{woven.ElementAtOrDefault(same)}' woven";
    }
}
