using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Unboxed.CompilerServices;

/// <summary>How a frame waits for its leaf: in the upper half of its first word, whose lower half is its state.</summary>
/// <remarks>What a resumed body asks is inlined where the body is seldom resumed too: for a call, the struct would be on the stack, which is cleared each time the body is called.</remarks>
readonly struct LeafKind
{
    const int TokenShift = 32, OptionsShift = 56;
    const long TaskBit = 1L << 48, YieldBit = 1L << 49, CapturesBit = 1L << 50;

    readonly long packed;

    LeafKind(long packed) => this.packed = packed;

    internal static LeafKind Task(bool continueOnCapturedContext) => new(TaskBit | Captures(continueOnCapturedContext));

    internal static LeafKind Task(ConfigureAwaitOptions options) =>
        new(TaskBit | Captures((options & ConfigureAwaitOptions.ContinueOnCapturedContext) != 0) | (long)options << OptionsShift);

    internal static LeafKind Source(short token, bool continueOnCapturedContext) => new((long)(ushort)token << TokenShift | Captures(continueOnCapturedContext));

    /// <summary>By its awaiter, which captures what it captures.</summary>
    internal static LeafKind Other => default;

    internal static LeafKind Yield => new(YieldBit | CapturesBit);

    static long Captures(bool continueOnCapturedContext) => continueOnCapturedContext ? CapturesBit : 0;

    /// <summary>With the state of the frame.</summary>
    internal long With(int state) => packed | (uint)state;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static LeafKind From(long word) => new(word);

    internal bool IsTask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (packed & TaskBit) != 0;
    }

    internal bool IsYield => (packed & YieldBit) != 0;

    internal bool ContinuesOnCapturedContext
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (packed & CapturesBit) != 0;
    }

    internal ConfigureAwaitOptions Options
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (ConfigureAwaitOptions)(packed >> OptionsShift);
    }

    internal short Token
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (short)(packed >> TokenShift);
    }

    internal ValueTaskSourceOnCompletedFlags Flags => ContinuesOnCapturedContext ? ValueTaskSourceOnCompletedFlags.UseSchedulingContext : ValueTaskSourceOnCompletedFlags.None;
}
