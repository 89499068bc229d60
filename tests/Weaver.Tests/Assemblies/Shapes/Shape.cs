using System.Globalization;

namespace Unboxed.Weaver.Tests.Assemblies.Shapes;

/// <summary>One assembly of a shape.</summary>
/// <param name="Name">The assembly's name.</param>
/// <param name="IsMarked">Whether it is woven.</param>
/// <param name="Aliases">The extern aliases by which it knows those before it.</param>
/// <param name="Source">The source.</param>
sealed record Part(string Name, bool IsMarked, IReadOnlyDictionary<string, string> Aliases, string Source);

/// <summary>A program of one or more assemblies, of which the last has <c>Program.Run</c>.</summary>
/// <param name="Name">The name of the row.</param>
/// <param name="Scratch">How many await sites of all assemblies pass scratch space at least.</param>
/// <param name="IsBoxed">Whether no callee may have a frame. Such a shape is not run before this is known, for it may end the process.</param>
/// <param name="Parts">The assemblies, in the order in which they are compiled.</param>
/// <remarks>
/// <code>
/// //! shape Name
/// //! scratch 4                    what follows is a remark
/// //! boxed                        instead
/// //! assembly A                   marked, unless it says `unmarked`
/// //! assembly App A=alias
/// </code>
/// </remarks>
sealed record Shape(string Name, int Scratch, bool IsBoxed, IReadOnlyList<Part> Parts)
{
    const string Directive = "//!";

    /// <summary>Reads the shapes of a file.</summary>
    internal static IEnumerable<Shape> ReadAll(string text) =>
        text.Split(Directive + " shape ").Skip(1).Select(Read);

    /// <summary>Reads one shape: its name, and what follows.</summary>
    /// <exception cref="FormatException">A directive is not understood, or one is missing.</exception>
    internal static Shape Read(string text)
    {
        string[] lines = text.Split('\n');
        string name = lines[0].Trim();
        var (scratch, isBoxed) = (-1, false);
        var parts = new List<(string[] Words, List<string> Lines)>();
        foreach (string line in lines.Skip(1))
        {
            if (!line.StartsWith(Directive, StringComparison.Ordinal))
            {
                // What stands before the first assembly is a remark on the shape.
                if (parts.Count > 0) parts[^1].Lines.Add(line);
                continue;
            }
            string[] words = line[Directive.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["boxed", ..]:
                    (scratch, isBoxed) = (0, true);
                    break;
                case ["scratch", var count, ..]:
                    scratch = Number(count);
                    break;
                case ["assembly", ..]:
                    parts.Add((words[1..], []));
                    break;
                default:
                    throw new FormatException($"{name}: {line}");
            }
        }
        if (scratch < 0 || parts.Count == 0) throw new FormatException($"{name} does not say how many calls are scratch calls, or has no assembly.");
        return new(name, scratch, isBoxed, [.. parts.Select(part => Of(part.Words, string.Join('\n', part.Lines)))]);
    }

    public override string ToString() => Name;

    static Part Of(string[] words, string source) => new(
        words[0], !words.Contains("unmarked"),
        words.Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]), source);

    static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
