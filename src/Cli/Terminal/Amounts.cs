using Unboxed.Cli.Reports;

namespace Unboxed.Cli.Terminal;

/// <summary>Numbers with their units.</summary>
static class Amounts
{
    internal static string Of(Sized size) => size.Bytes == 0 ? "nothing" : $"{size.Bytes} bytes ({Count(size.Slots, "slot")}, {Count(size.Words, "word")})";

    internal static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    /// <summary>Why a chain may grow, with how far its room reaches.</summary>
    internal static string Cause(Growth growth) => growth.Levels == 0 ? growth.Why : $"{growth.Why} beyond {Count(growth.Levels, growth.IsNesting ? "object" : "level")}";

    /// <summary>The first of several methods, and how many more there are.</summary>
    internal static string Some(IReadOnlyList<string> methods)
    {
        const int shown = 3;
        string first = string.Join(", ", methods.Take(shown).Select(name => MethodName.Parse(name).Short));
        return methods.Count <= shown ? first : $"{first} and {methods.Count - shown} more";
    }

    /// <summary>File and line, as far as they are known.</summary>
    internal static string Where(string? file, int line) => (file, line) switch
    {
        (null, 0) => "",
        (null, _) => $"line {line}",
        (_, 0) => file,
        _ => $"{file}:{line}",
    };
}
