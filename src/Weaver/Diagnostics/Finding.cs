using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>What a check has found, before options decide whether and how loudly it is told.</summary>
/// <param name="Id">What it is about.</param>
/// <param name="Place">Where.</param>
/// <param name="What">A sentence on what happens.</param>
/// <param name="Why">A sentence on why.</param>
readonly record struct Finding(DiagnosticId Id, SourcePlace Place, string What, string Why)
{
    /// <summary>What to do, where that is not what it is for all of the id.</summary>
    internal string? Help { get; init; }

    /// <summary>A sentence of a clause.</summary>
    internal static string Sentence(string clause) => clause.Length == 0 ? "" : char.ToUpperInvariant(clause[0]) + clause.Substring(1) + ".";
}
