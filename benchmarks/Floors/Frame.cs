using System.Runtime.CompilerServices;

namespace Benchmarks.Floors;

/// <summary>
/// What a method leaves where its callee has suspended, and takes up when it is resumed. No method does either here: the code for it is there, and the JIT cannot know that it is never run.
/// </summary>
sealed class Frame
{
    /// <summary>The state of a method that has been called, and not resumed.</summary>
    public const int Called = -1;

    readonly object?[] slots = new object?[8];
    readonly long[] words = new long[32];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Slot<T>(int index) where T : class => ref Unsafe.As<object?, T>(ref slots[index]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Word<T>(int index) where T : struct => ref Unsafe.As<long, T>(ref words[index]);

    /// <summary>That of the space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Frame Of(ref Space space) => Unsafe.As<Frame>(space.Carried!);

    /// <summary>A new one in the space, of a method whose callee has suspended.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Frame Add(ref Space space)
    {
        var frame = new Frame();
        space.Carried = frame;
        return frame;
    }
}
