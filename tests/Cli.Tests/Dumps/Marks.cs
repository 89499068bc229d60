using System.Globalization;

namespace Unboxed.Cli.Tests.Dumps;

/// <summary>The lines in the sources of tests/DumpTarget that a comment names: <c>// await: shop</c>.</summary>
static class Marks
{
    const string Sign = "// await: ";

    static readonly Dictionary<string, string> Lines = Directory.GetFiles(WaitingProcess.Named("DumpTargetSources"), "*.cs")
        .SelectMany(file => File.ReadLines(file).Select((line, index) => (file, line, index))).Where(entry => entry.line.Contains(Sign, StringComparison.Ordinal))
        .ToDictionary(entry => entry.line[(entry.line.IndexOf(Sign, StringComparison.Ordinal) + Sign.Length)..].Trim(), entry => $"{Path.GetFileName(entry.file)}:{(entry.index + 1).ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The name of a file, and a line.</summary>
    internal static string Place(string mark) => Lines[mark];
}
