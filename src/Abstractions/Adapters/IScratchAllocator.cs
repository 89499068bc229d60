namespace Unboxed;

/// <summary>
/// Where the calls of an adapter that suspend have their memory (see <see cref="Allocating"/>). The ones that are shipped are in <see cref="ScratchAllocator"/>.
/// </summary>
/// <remarks>
/// Any thread may call it. What <see cref="Rent"/> throws before a call begins, the caller of the adapter gets at once, as it does where the block is null, too small, or in use; the call is not made
/// then. When a call that is pending needs a larger block, or gives one back, nobody can be told: the pools serve it, and the exception is thrown where its result is taken.
/// </remarks>
public interface IScratchAllocator
{
    /// <summary>Gives a block.</summary>
    /// <param name="slots">At least so many reference slots.</param>
    /// <param name="words">At least so many 8-byte words.</param>
    /// <returns>A block that nobody has: <see cref="ScratchBlock.Create"/>, or one that was given back.</returns>
    ScratchBlock Rent(int slots, int words);

    /// <summary>Takes a block back, which refers to nothing.</summary>
    /// <param name="block">One that <see cref="Rent"/> has given.</param>
    void Return(ScratchBlock block);
}
