namespace Unboxed.Weaver.Rewriting;

/// <summary>How a scratch call ends: the numbers of the support library's own <c>Answer</c>.</summary>
enum Answer
{
    /// <summary>The ordinary call is due.</summary>
    Declined,

    /// <summary>The result is there.</summary>
    Completed,

    /// <summary>The callee is suspended; a root is as well then.</summary>
    Pending,

    /// <summary>The callee has thrown.</summary>
    Faulted,

    /// <summary>A method that is not async has returned a task.</summary>
    HandedBack,

    /// <summary>Of a root: its builder is to await the chain.</summary>
    Unregistered,

    /// <summary>Of a root: it is to be suspended, once it is known what its await captures.</summary>
    Held,
}
