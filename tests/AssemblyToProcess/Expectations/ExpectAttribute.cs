namespace AssemblyToProcess.Expectations;

/// <summary>
/// What the report has to say of the await sites of a method: one attribute per site, in source order. Sites in its lambdas and
/// local functions are its own.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ExpectAttribute(Decision decision) : Attribute
{
    public Decision Decision { get; } = decision;

    /// <summary>Why an eligible callee is not reached by a scratch call.</summary>
    public string? Reason { get; set; }

    /// <summary>How many sites in a row the attribute speaks of.</summary>
    public int Count { get; set; } = 1;
}
