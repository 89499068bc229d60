namespace Unboxed.Weaver.Rewriting;

/// <summary>How a scratch call ends: the numbers of the support library's own <c>Answer</c>, which the weaver is not compiled against, and which says what they mean.</summary>
enum Answer
{
    Declined, Completed, Pending, Faulted, HandedBack, Unregistered, Held, Unfenced,
}
