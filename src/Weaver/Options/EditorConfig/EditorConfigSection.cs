using Unboxed.Weaver.Diagnostics;

namespace Unboxed.Weaver.Options.EditorConfig;

/// <summary>What a section says to the weaver; of all else in it nothing is kept.</summary>
/// <param name="name">What stands in the brackets; empty for what stands before all sections.</param>
sealed class EditorConfigSection(string name)
{
    readonly SectionPattern? pattern = SectionPattern.Parse(name);

    internal string Name => name;

    /// <summary>How loudly diagnostics are told; null for <c>default</c>, which takes back what a file further out says.</summary>
    internal Dictionary<DiagnosticId, LintLevel?> Levels { get; } = [];

    /// <summary>Whether the code is generated; null where it is to be found out.</summary>
    internal bool? IsGenerated { get; set; }

    /// <summary>Whether the section says so, or takes back what a file further out says.</summary>
    internal bool SaysOfGenerated { get; set; }

    /// <summary>Whether the section is for a file, given by its path from the folder of the <c>.editorconfig</c>.</summary>
    internal bool IsFor(string path) => pattern?.IsFor(path) == true;
}
