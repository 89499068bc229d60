using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>The current thread, where it has been looked up: once for each run of a root's MoveNext.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct CurrentThread
{
    internal readonly Thread? Thread;

    CurrentThread(Thread thread) => Thread = thread;

    /// <summary>The same, looked up if it has not been yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CurrentThread Known(CurrentThread thread) => thread.Thread is null ? new(Thread.CurrentThread) : thread;
}
