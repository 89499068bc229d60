using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>What the methods of a companion interface ask before they take a call.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerNonUserCode]
public static class Companion
{
    /// <summary>The most words of a frame: 64 KB. The JIT does not pass larger values, which generic code may be given, as it passes others; such a call is declined.</summary>
    internal const int MaxFrameWords = 8192;

    /// <summary>
    /// Whether the receiver is of exactly this class. A class that derives from a woven one inherits the companion, but may
    /// override the method, or implement the interface again.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsExactly<T>(object receiver) => receiver.GetType() == typeof(T);

    /// <summary>
    /// Whether the scratch space comes from woven code. A proxy over all interfaces of a woven object implements the companion as well, but cannot pass on what is on its
    /// caller's stack: what it passes is a default value.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOffered(ref Scratch scratch) => scratch.Thread is not null;

    /// <summary>Whether a frame may have so many words.</summary>
    /// <remarks>They are a constant for the JIT: only of frames beyond the limit is anything left.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(int words) => words <= MaxFrameWords;
}
