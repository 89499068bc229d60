using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

// What takes the place of a chain that is too small, before a larger one of the pools does.
public abstract partial class Chain
{
    /// <summary>A root with a side stack is about to be suspended.</summary>
    /// <param name="bytes">The side stack's bytes.</param>
    internal void KeepSideStack(int bytes) => sideStackUnits = (ushort)UnitsOf(bytes);

    static int UnitsOf(int bytes) => (bytes + SideStacks.Unit - 1) / SideStacks.Unit;

    /// <summary>
    /// A block to take the place of this chain: of the root's own side stack, or else of the scope that the code is in. Null where there is none that has so much room and is free.
    /// </summary>
    /// <remarks>
    /// Neither for a chain of the user's allocator, which counts where there is one, nor for that of a room: a room keeps its chain from call to call, and would keep the scope's block.
    /// </remarks>
    /// <param name="bytes">What <see cref="Scratch.SideStack"/> says.</param>
    /// <param name="slots">At least so many reference slots.</param>
    /// <param name="words">At least so many 8-byte words.</param>
    internal SideBlock? TakeSideBlock(int bytes, int slots, int words)
    {
        int units = bytes == 0 ? sideStackUnits : UnitsOf(bytes);
        if (units == 0 && !AsyncSideStack.IsAnyEntered) return null;
        if (bytes < 0 || rootTarget is Room || sizeClass == ChainSizes.Classes && Unsafe.As<LargeChain>(this).IsAllocated) return null;
        try
        {
            return (units == 0 ? null : SideStacks.OfUnits(units).TryTake(slots, words)) ?? AsyncSideStack.TryTake(slots, words);
        }
        // A block may be large. In the middle of a suspension nobody could be told, and the frames behind would be lost: a chain that grows as ever is some kilobytes.
        catch (OutOfMemoryException)
        {
            return null;
        }
    }
}
