namespace Unboxed.Weaver.Plan;

/// <summary>Something that an attribute says and cannot mean.</summary>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Member">What carries the attribute, for readers.</param>
/// <param name="Value">The value that is wrong, in bytes, or for a contradiction 0.</param>
/// <param name="Limit">What it may be at most.</param>
/// <param name="Place">Where it stands.</param>
sealed record AttributeProblem(AttributeProblemKind Kind, string Member, int Value, int Limit, SourcePlace Place)
{
    /// <summary>The type that is wrong, and why, in quotes and a clause; null where it is about a number.</summary>
    internal string? Type { get; init; }
}

/// <summary>What is wrong with an attribute.</summary>
enum AttributeProblemKind
{
    /// <summary>MaxScratchBytes is out of range.</summary>
    BudgetOutOfRange,

    /// <summary>Reserve is out of range.</summary>
    ReserveOutOfRange,

    /// <summary>Reserve is larger than MaxScratchBytes, which holds for the same scope.</summary>
    ReserveOverBudget,

    /// <summary>Allocator names a type that cannot be one.</summary>
    Allocator,

    /// <summary>SideStack is out of range.</summary>
    SideStackOutOfRange,

    /// <summary>SideStack stands beside Allocator.</summary>
    SideStackAndAllocator,

    /// <summary>[Boxed] beside [ScratchSpace], or on a method that is [NeverBoxes].</summary>
    Contradiction,
}
