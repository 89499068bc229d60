namespace Unboxed.Fuzzing.Harness;

// What programs need for their adapters. An unwoven program has none: its objects are used as they are.
public sealed partial class World
{
    readonly List<Ring> checkedRings = [];
    readonly Dictionary<(Type Type, int Number), object> shared = [];

    /// <summary>Whether the program is woven, so that there are adapters.</summary>
    public bool Adapts { get; internal init; }

    /// <summary>An allocator that all adapters of the program share, with room for few blocks.</summary>
    public IScratchAllocator Bounded { get; } = ScratchAllocator.Bounded(2000);

    /// <summary>A strategy with so many rooms.</summary>
    public AdapterStrategy Ring(int count) => new Ring(count);

    /// <summary>The same, for adapters whose futures are all awaited: its rooms are free in the end.</summary>
    public AdapterStrategy CheckedRing(int count)
    {
        var ring = new Ring(count);
        checkedRings.Add(ring);
        return ring;
    }

    /// <summary>An adapter that is looked up, because the interface is a type parameter here.</summary>
    public I LookedUp<I>(int way, I x) where I : class => way switch
    {
        0 => Inlining.Of(x),
        1 => Caching.Of(x),
        2 => Allocating.Of(x, Bounded),
        _ => Adapting.Of(x, Ring(1)),
    };

    /// <summary>Notes that there are adapters.</summary>
    public I Noted<I>(I adapter) where I : class
    {
        HasRooms = true;
        return adapter;
    }

    /// <summary>The object of this number, the same one for all who ask in this run, so that calls of it overlap; of odd numbers a new one each time.</summary>
    public I Shared<I>(int number, Func<int, I> make) where I : class
    {
        if (number <= 0 || (number & 1) != 0) return make(number);
        var key = (typeof(I), Math.Min(number, 6));
        if (!shared.TryGetValue(key, out var known)) shared[key] = known = make(key.Item2);
        return (I)known;
    }

    /// <summary>Adds to the trace what does not hold of rooms once nothing is in flight.</summary>
    internal void CheckRooms(bool hasEnded)
    {
        // A run that was cut short, or that has lost continuations, leaves its calls in flight.
        if (hasEnded && !IsOver && !HasLost && checkedRings.Exists(ring => !ring.IsFree)) Log("a room is not free");
    }

    /// <summary>Whether rooms may keep chains, which are then not in the pools.</summary>
    internal bool HasRooms { get; private set; }
}

/// <summary>A strategy as somebody writes it: rooms that take turns.</summary>
sealed class Ring(int count) : AdapterStrategy
{
    readonly Room[] rooms = [.. Enumerable.Range(0, count).Select(_ => new Room())];
    int next;
    bool isReleased;

    protected internal override void Prepare(int slots, int words)
    {
        foreach (var room in rooms) room.Reserve(slots, words);
    }

    protected internal override Room? Take()
    {
        for (int i = 0; i < rooms.Length; i++)
            if (rooms[next++ % rooms.Length] is var room && room.TryTake()) return room;
        return null;
    }

    protected internal override void Release()
    {
        isReleased = true;
        foreach (var room in rooms) room.Close();
    }

    /// <summary>Whether no call has a room. They are taken by this.</summary>
    internal bool IsFree => isReleased || rooms.All(room => room.TryTake());
}
