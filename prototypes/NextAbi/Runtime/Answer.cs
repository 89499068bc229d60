namespace NextAbi;

/// <summary>How a scratch call has ended. The default value is the one that a proxy returns which does not go on: the ordinary call is due.</summary>
public enum Answer : byte
{
    /// <summary>Nothing has happened yet: the ordinary call is due.</summary>
    Declined,

    /// <summary>The result is there.</summary>
    Completed,

    /// <summary>The callee and its callees have left their frames in the scratch space.</summary>
    Pending,

    /// <summary>The callee has thrown: <see cref="Scratch.Throw"/> throws it again.</summary>
    Faulted,

    /// <summary>A method that is not async has returned a task: it is awaited as that of an ordinary call.</summary>
    HandedBack,
}
