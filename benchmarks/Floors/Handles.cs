using System.Runtime.CompilerServices;

namespace Benchmarks.Floors;

/// <summary>From a handle to its space, and back.</summary>
static class Handles
{
    /// <summary>Whether the handle is the one of a space, and no copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOwn(ref Handle handle) => handle.Self == AddressOf(ref handle);

    /// <summary>The space that begins with the handle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref Space SpaceOf(ref Handle handle) => ref Unsafe.As<Handle, Space>(ref handle);

    /// <summary>Where a handle is. It lies on the stack, and does not move.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint AddressOf(ref Handle handle) => Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref Unsafe.As<Handle, byte>(ref handle));
}
