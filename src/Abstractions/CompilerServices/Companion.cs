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

    /// <summary>Whether a companion is called by woven code itself, and not by a proxy, which has a copy of the handle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOffered(ref ScratchHandle handle) => Scratch.IsOffered(ref handle);

    /// <summary>The scratch space of a handle that is offered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref Scratch Open(ref ScratchHandle handle) => ref Scratch.Of(ref handle);

    /// <summary>What a companion returns for what its method has answered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Type? Give(Answer answer) => Answered.Of(answer);

    /// <summary>Whether a companion has answered that its call has completed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasCompleted(Type? answered) => Answered.IsCompleted(answered);

    /// <summary>What a companion has answered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Answer Take(Type? answered) => Answered.Open(answered);

    /// <summary>Whether a frame may have so many words.</summary>
    /// <remarks>They are a constant for the JIT: only of frames beyond the limit is anything left.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(int words) => words <= MaxFrameWords;
}
