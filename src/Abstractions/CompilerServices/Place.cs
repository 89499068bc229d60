using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace Unboxed.CompilerServices;

/// <summary>
/// Where a frame is in its chain: its first slot and its first word, in one number, the word above the slot, and below them <see cref="MayHaveChanged"/>. Methods are given it in one register, and take it
/// apart where they need it, which those that do not suspend never do. No struct: the JIT takes longer over methods that pass structs, which counts where they are called once.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "Two numbers of 31 bits.")]
[SuppressMessage("Design", "CA1008:Enums should have zero value", Justification = "Zero is the first place.")]
public enum Place : long
{
    /// <summary>That of a method that has been called: its frame has no place yet.</summary>
    None = -2,

    /// <summary>
    /// No part of the place: a body that keeps its frame's place notes there that contexts may have changed, by this bit. At its end it has to give its caller's contexts back where it finds this beside
    /// <see cref="None"/>: it has been called, and may have changed them. What one that was resumed leaves behind is the affair of what resumes its caller, as that of a completion that calls a continuation.
    /// </summary>
    MayHaveChanged = 1,
}

/// <summary>Makes places and takes them apart.</summary>
static class Places
{
    internal static Place At(int slot, int word) => (Place)(((uint)slot | (long)word << 32) << 1);

    extension(Place place)
    {
        internal int Slot => (int)((long)place >> 1);

        internal int Word => (int)((long)place >> 33);

        internal bool IsNone => place < 0;
    }
}
