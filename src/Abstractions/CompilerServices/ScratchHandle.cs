using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// By reference, what a companion is given in the place of the <see cref="Scratch"/> that it is a part of. A proxy over all interfaces of a woven object implements its companions as
/// well, and passes copies of what its <c>ref</c> parameters refer to; and what makes proxies may not know parameters that are ref structs.
/// </summary>
/// <remarks>
/// It has its own address, by which a copy is told: scratch space stays where it is, on a stack. A copy that is kept, and put by chance where the scratch space has been, is told by the proof
/// beside the handle, which is no part of the copy and ends with the call.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct ScratchHandle
{
    internal nint Self;

    internal nint Address
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.ByteOffset(ref Unsafe.NullRef<nint>(), ref Self);
    }
}
