using System.Globalization;
using System.Text.RegularExpressions;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unboxed.Weaver.Tests.Coercions;

/// <summary>
/// A source whose comments say where classes become interfaces in it: <c>// 9, 18 LogFile -> ILineSource</c> on a line, with the column of the statement, which the weaver knows, and that of the
/// expression, which the analyzer knows too. Of a statement that begins on another line, that line as well: <c>// 7:9, 18 LogFile -> ILineSource</c>.
/// </summary>
/// <param name="Name">The name of its file.</param>
sealed partial record CoercionSource(string Name)
{
    const string Prefix = "Coercions/", Common = "Types.cs";

    const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading.Tasks;
        global using Unboxed;
        """;

    internal static IReadOnlyList<string> Names { get; } =
        [.. typeof(CoercionSource).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]).Where(name => name != Common).Order(StringComparer.Ordinal)];

    internal string Text { get; } = Read(Name);

    internal CSharpCompilation Compile(OptimizationLevel level) => Compile(level, (Name, Text), (Common, Read(Common)));

    internal static CSharpCompilation Compile(OptimizationLevel level, params (string Name, string Text)[] sources) => CSharpCompilation.Create(
        "Sources", [.. sources.Append(("Usings.cs", Usings)).Select(source => CSharpSyntaxTree.ParseText(source.Item2, path: source.Item1, encoding: System.Text.Encoding.UTF8))],
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(ScratchSpaceAttribute).Assembly.Location)],
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: level, allowUnsafe: true));

    internal IEnumerable<ExpectedCoercion> Expected()
    {
        string[] lines = Text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (Match match in Mark().Matches(lines[i]))
                yield return new(match.Groups[1].Success ? Number(match, 1) : i + 1, Number(match, 2), i + 1, Number(match, 3), match.Groups[4].Value, match.Groups[5].Value);
        }
    }

    static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    static string Read(string name)
    {
        using var reader = new StreamReader(typeof(CoercionSource).Assembly.GetManifestResourceStream(Prefix + name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"(?://|;) (?:(\d+):)?(\d+), (\d+) ([\w<>.]+) -> ([\w<>.]+)")]
    private static partial Regex Mark();
}

/// <summary>A place where a class becomes an interface.</summary>
/// <param name="Line">The line of the statement.</param>
/// <param name="Column">Its column.</param>
/// <param name="ExpressionLine">The line of the expression.</param>
/// <param name="ExpressionColumn">Its column.</param>
/// <param name="Class">The class.</param>
/// <param name="Interface">The interface.</param>
readonly record struct ExpectedCoercion(int Line, int Column, int ExpressionLine, int ExpressionColumn, string Class, string Interface)
{
    /// <summary>What both the weaver and the analyzer know.</summary>
    internal (int Line, int Column, string Class, string Interface) Statement => (Line, Column, Class, Interface);
}
