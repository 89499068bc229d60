using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>The strategies that are shipped, for the adapters that woven code makes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Strategies
{
    /// <summary>That of <see cref="Unboxed.Inlining"/>.</summary>
    public static AdapterStrategy Inlining() => new OneRoom(isMadeAtOnce: true);

    /// <summary>That of <see cref="Unboxed.Caching"/>.</summary>
    public static AdapterStrategy Caching() => new OneRoom(isMadeAtOnce: false);

    /// <summary>That of <see cref="Unboxed.Allocating"/>.</summary>
    /// <param name="allocator">The allocator.</param>
    public static AdapterStrategy Allocating(IScratchAllocator allocator) => new RoomsOf(allocator);

    /// <summary>One room, for one call at a time.</summary>
    sealed class OneRoom(bool isMadeAtOnce) : AdapterStrategy
    {
        readonly Room room = new();

        protected internal override void Prepare(int slots, int words)
        {
            if (isMadeAtOnce) room.Reserve(slots, words);
        }

        protected internal override Room? Take() => room.TryTake() ? room : null;

        protected internal override void Release() => room.Close();
    }

    /// <summary>As many rooms as there are calls at once, whose chains are an allocator's. A bounded number of them is kept.</summary>
    sealed class RoomsOf : AdapterStrategy
    {
        const int Kept = 16;

        readonly IScratchAllocator allocator;
        readonly Room?[] rooms = new Room?[Kept];

        internal RoomsOf(IScratchAllocator allocator)
        {
            ArgumentNullException.ThrowIfNull(allocator);
            this.allocator = allocator;
        }

        protected internal override Room? Take()
        {
            foreach (ref var kept in rooms.AsSpan())
            {
                if (Volatile.Read(ref kept) is { } room)
                {
                    if (room.TryTake()) return room;
                    continue;
                }
                var made = Make();
                Interlocked.CompareExchange(ref kept, made, null);
                return made;
            }
            return Make();
        }

        protected internal override void Release()
        {
            foreach (ref var kept in rooms.AsSpan()) Interlocked.Exchange(ref kept, null)?.Close();
        }

        Room Make()
        {
            var room = new Room(allocator);
            room.TryTake();
            return room;
        }
    }
}
