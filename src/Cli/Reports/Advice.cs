using Unboxed.Weaver.Diagnostics;

namespace Unboxed.Cli.Reports;

/// <summary>What to do about a diagnostic, also where the build did not tell it: its lint is off by default.</summary>
static class Advice
{
    /// <returns>A clause in the imperative; null for an id that this program does not know.</returns>
    internal static string? For(string? id) => id is not null && DiagnosticIds.Parse(id) is { } known ? Help.For(known) : null;

    /// <summary>Whether a diagnostic says that a future may be boxed at a place, which the places say themselves.</summary>
    internal static bool IsAboutAllocation(string id) => DiagnosticIds.Parse(id) is { } known && known.IsLint();
}
