namespace Unboxed.Weaver.Plan;

/// <summary>What happens to an await site.</summary>
public enum Decision
{
    /// <summary>The callee is not one of ours, or the shape was not understood: the call is as it was.</summary>
    Ordinary,

    /// <summary>The site passes scratch space.</summary>
    Scratch,

    /// <summary>The callee could take scratch space, but its future may outlive the frame: the call is as it was.</summary>
    Escapes,

    /// <summary>An attribute, an option or the budget asks for the ordinary call.</summary>
    Boxed,
}
