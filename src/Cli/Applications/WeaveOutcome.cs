namespace Unboxed.Cli.Applications;

/// <summary>What has become of an assembly of an application.</summary>
/// <param name="Kind">What has been done.</param>
/// <param name="Text">The summary of a weave, or why there was none: a clause.</param>
sealed record WeaveOutcome(WeaveOutcomeKind Kind, string Text);

/// <summary>What is done with an assembly of an application.</summary>
enum WeaveOutcomeKind
{
    /// <summary>It is woven.</summary>
    Woven,

    /// <summary>It has nothing that could be woven.</summary>
    Nothing,

    /// <summary>It cannot be woven, and stays as it is.</summary>
    Left,

    /// <summary>It should have been woven, and the weaver failed: a defect of it. The assembly stays as it is.</summary>
    Defect,
}
