namespace Unboxed;

/// <summary>
/// Decides which <see cref="Room"/> a call of an adapter gets that is made by code which is not woven: what <see cref="Inlining"/>, <see cref="Caching"/> and <see cref="Allocating"/> are made of, and
/// what one's own are derived from (see <see cref="Adapting.Of{I}"/>). Calls by woven code are made in the caller's scratch space, and ask for no room.
/// </summary>
/// <remarks>Any thread may call it, at any time. One strategy may serve several adapters.</remarks>
public abstract class AdapterStrategy
{
    /// <summary>An adapter is made: the strategy may make room now.</summary>
    /// <param name="slots">The reference slots that its most demanding call needs, as far as the analysis knows.</param>
    /// <param name="words">The 8-byte words that its most demanding call needs, as far as the analysis knows.</param>
    protected internal virtual void Prepare(int slots, int words)
    {
    }

    /// <summary>A call is made.</summary>
    /// <returns>A room that has just been taken by <see cref="Room.TryTake"/>; null where there is none: the call is an ordinary one then, which allocates when it suspends.</returns>
    /// <remarks>What it throws, the caller of the adapter gets at once, and the call is not made.</remarks>
    protected internal abstract Room? Take();

    /// <summary>An adapter is disposed of. Calls that are pending go on; later ones may come.</summary>
    protected internal virtual void Release()
    {
    }
}
