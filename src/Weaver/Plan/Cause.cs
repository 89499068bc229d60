namespace Unboxed.Weaver.Plan;

/// <summary>A reason, for programs and for readers.</summary>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Text">A clause for the report.</param>
readonly record struct Cause(ReasonKind Kind, string Text);
