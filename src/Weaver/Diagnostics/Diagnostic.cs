using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Something that the user is told.</summary>
/// <param name="Id">What it is about.</param>
/// <param name="Severity">How loudly.</param>
/// <param name="Place">Where.</param>
/// <param name="What">A sentence on what happens.</param>
/// <param name="Why">A sentence on why.</param>
/// <param name="Help">What to do: a clause.</param>
/// <param name="Link">The page about it.</param>
public sealed record Diagnostic(DiagnosticId Id, Severity Severity, SourcePlace Place, string What, string Why, string Help, string Link)
{
    /// <summary>The text of the message, in one line; the build adds the place and the severity.</summary>
    public string Text => $"{Id.Text()}: {What} {Why} help: {Help}. {Link}";
}

/// <summary>How loudly something is told.</summary>
public enum Severity
{
    /// <summary>As a message.</summary>
    Info,

    /// <summary>As a warning.</summary>
    Warning,

    /// <summary>As an error: nothing is written.</summary>
    Error,
}
