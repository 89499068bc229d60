using System.Diagnostics;
using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;

namespace Unboxed;

/// <summary>
/// Room for the future of one call at a time: what an adapter's caller that is not woven gets a <see cref="ValueTask"/> over when the call suspends. An <see cref="AdapterStrategy"/> decides
/// which room a call gets. A room is free again when the result of its call has been taken.
/// </summary>
/// <remarks>
/// Any thread may take it; while it is taken it is the caller's. It is a root that nobody has written: it gives the call its scratch space, and its builder's box, which is made once, waits for what only a
/// box can wait for.
/// </remarks>
[StackTraceHidden]
public sealed partial class Room
{
    const int Free = 0, Taken = 1;

    /// <summary>For how many calls a chain of the pools goes back to them. An object that lives for a request has no more, and its chain would go with it; one that is called often need not ask each time.</summary>
    const int CallsUntilKept = 32;

    /// <summary>What the chain comes from; null for the pools.</summary>
    readonly IScratchAllocator? allocator;

    /// <summary>Whether the chain goes back after each call.</summary>
    bool isForOneCall;

    /// <summary>For how many calls it has gone back.</summary>
    int returned;
    Chain? chain;
    Machine machine;

    /// <summary>That of the builder, once it is made, while it holds the default context.</summary>
    object? box;
    int state;

    /// <summary>Whether the call for which the room has been taken has begun.</summary>
    bool isBegun;
    bool isClosed;

    /// <summary>How large a chain it will need.</summary>
    int size;

    /// <summary>See <see cref="Tell"/>.</summary>
    InvalidOperationException? problem;

    /// <summary>A room whose chain comes from the pools, when it is first needed, and stays until the room is closed.</summary>
    public Room()
    {
        machine.Room = this;
        machine.Builder = AsyncTaskMethodBuilder.Create();
    }

    /// <summary>A room whose chain comes from an allocator, and goes back to it, for each call. With <see cref="ScratchAllocator.Pooling"/>, it stays after 32 calls, until the room is closed.</summary>
    /// <param name="allocator">The allocator.</param>
    public Room(IScratchAllocator allocator) : this()
    {
        ArgumentNullException.ThrowIfNull(allocator);
        isForOneCall = true;
        // The pools need not be asked before a call is suspended, nor watched.
        if (!ScratchAllocator.IsPooling(allocator)) this.allocator = allocator;
    }

    /// <summary>Takes the room, if it is free.</summary>
    /// <returns>False: another call has it, or it is closed.</returns>
    public bool TryTake() => Volatile.Read(ref state) == Free && !isClosed && Interlocked.CompareExchange(ref state, Taken, Free) == Free;

    /// <summary>Makes the chain now, so that the first call need not. Does nothing where there is a chain, or an allocator. To be called before the room can be taken.</summary>
    /// <param name="slots">Reference slots.</param>
    /// <param name="words">8-byte words.</param>
    public void Reserve(int slots, int words)
    {
        if (chain is not null || isForOneCall) return;
        chain = Chain.Rent(slots, words);
        chain.BelongTo(this, null);
    }

    /// <summary>Lets go of the chain: at once, or when the call that has the room has ended. Nobody can take the room any more.</summary>
    public void Close()
    {
        if (!TryTake())
        {
            isClosed = true;
            // It may have become free meanwhile. What is missed here goes with the room.
            if (Interlocked.CompareExchange(ref state, Taken, Free) != Free) return;
        }
        isClosed = true;
        LetGo();
    }

    /// <summary>No call has the room: what it has for one goes, and what it keeps for the next, where there is none to come.</summary>
    void LetGo()
    {
        if (chain is not null && (isForOneCall || isClosed))
        {
            Chain.Return(ref chain, this);
            if (allocator is null && ++returned == CallsUntilKept) isForOneCall = false;
        }
        if (isClosed) faces = null;
    }

    /// <summary>The call begins.</summary>
    /// <param name="scratch">Its scratch space.</param>
    /// <param name="expected">How large a chain it will need, as the analysis knows it.</param>
    /// <param name="strategy">What has taken the room.</param>
    /// <exception cref="InvalidOperationException">The room is not one that has just been taken, or its allocator has given what it may not.</exception>
    internal void Begin(ref Scratch scratch, int expected, AdapterStrategy strategy)
    {
        if (isBegun || Volatile.Read(ref state) != Taken) throw NotTaken(strategy);
        if (size != expected) size = Chain.Size(Math.Max(Chain.SlotsOf(size), Chain.SlotsOf(expected)), Math.Max(Chain.WordsOf(size), Chain.WordsOf(expected)));
        if (chain is null && allocator is not null) TakeBlock();
        isBegun = true;
        chain?.BelongTo(this, box);
        scratch.Begin(CurrentThread.Known(default), chain, size);
        // Before the first call is suspended its chain does not know whose it is.
        scratch.SideStack = SideStacks.None;
    }

    static InvalidOperationException NotTaken(AdapterStrategy strategy) =>
        new($"'{strategy.GetType()}' has given a room that it has not taken, or that another call has. Have Take return a room whose TryTake has just returned true, and nobody else's.");

    void TakeBlock()
    {
        try
        {
            chain = LargeChain.From(allocator!, Chain.SlotsOf(size), Chain.WordsOf(size));
        }
        finally
        {
            if (chain is null) BeFree();
        }
    }

    /// <summary>The call has ended without being suspended.</summary>
    /// <exception cref="InvalidOperationException">The allocator has not taken its block back.</exception>
    internal void End()
    {
        LetGo();
        var wrong = TakeProblem();
        BeFree();
        if (wrong is not null) throw wrong;
    }

    InvalidOperationException? TakeProblem()
    {
        var taken = problem;
        problem = null;
        return taken;
    }

    void BeFree()
    {
        isBegun = false;
        Volatile.Write(ref state, Free);
    }

    /// <summary>The allocator has not taken a block back: whoever takes the result is told.</summary>
    internal void Tell(InvalidOperationException exception) => problem ??= exception;
}
