using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>How a scratch call has ended.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum Answer
{
    /// <summary>Nothing has happened yet: the ordinary call is due.</summary>
    Declined,

    /// <summary>The result is there.</summary>
    Completed,

    /// <summary>The callee and its callees have left their frames in the scratch space; of a root: it is suspended, and may be running elsewhere already.</summary>
    Pending,

    /// <summary>The callee has thrown: <see cref="Scratch.Throw"/> throws it again.</summary>
    Faulted,

    /// <summary>A method that is not async has returned a task: it is awaited as that of an ordinary call.</summary>
    HandedBack,

    /// <summary>Of a root alone: it is suspended, and its builder is to await the chain (see <see cref="Chain.Await(Chain)"/>).</summary>
    Unregistered,

    /// <summary>Of a root alone: its callee is pending, and the root is to be suspended by <see cref="Chain.SuspendHeld"/>.</summary>
    Held,

    /// <summary>The result is there, and the contexts may not be what they were: a method that is not async gives none back.</summary>
    Unfenced,
}
