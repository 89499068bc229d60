using System.Diagnostics.CodeAnalysis;
using Unboxed.CompilerServices;

namespace Unboxed;

/// <summary>
/// A scope in which a root that needs more than it expects takes one block, that of the scope, in one step, and does not grow again until the block is used up:
/// <code>
/// using (AsyncSideStack.Enter(64 * 1024)) await parser.ParseAsync(document);
/// </code>
/// </summary>
/// <remarks>
/// <para>
/// It holds for the code that runs in the scope, over its awaits and in what it starts, as the value of an <see cref="AsyncLocal{T}"/> does: where the flow of the execution context is suppressed, what goes on
/// later is outside. Scopes nest, and the innermost counts. The block is made when it is first needed, and belongs to the scope until <see cref="Dispose"/>. One root at a time has it, until it completes; others
/// that need more meanwhile, those that need more than the block, chains of an allocator, and adapters' rooms grow as without the scope. Code that is not woven takes no notice.
/// </para>
/// <para>Any thread may use it.</para>
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "It is the name of what it is, and no collection.")]
public sealed class AsyncSideStack : IDisposable, ISideStack
{
    static readonly AsyncLocal<AsyncSideStack?> current = new();

    /// <summary>How many scopes are entered: while it is 0, nobody looks for one.</summary>
    static int entered;

    readonly int slots, words;
    AsyncSideStack? outer;

    /// <summary>Guards the rest. Whoever waits for it waits for a few instructions, or for the block to be made.</summary>
    readonly object gate = new();

    /// <summary>The block, while no root has it: one that is abandoned must not be kept alive by the scope.</summary>
    SideBlock? free;

    /// <summary>The block that has been made; null before.</summary>
    WeakReference<SideBlock>? made;
    bool isLeft;

    AsyncSideStack(int bytes)
    {
        (slots, words) = SideStacks.CellsOf(bytes);
        outer = Innermost;
        // Those of a flow that enters the next before it leaves the last are not to hold one another.
        if (outer is not null) outer.outer = FirstEntered(outer.outer);
    }

    /// <summary>Enters a scope: the caller is in it from now on, and what it starts, until the result is disposed of. Where the caller is an async method, its own caller is not.</summary>
    /// <param name="bytes">The size of the block in bytes, from 1024 to 33554432 (32 MB): two thirds of it are for references. What it takes the place of moves into it.</param>
    /// <returns>The scope, to be disposed of when the calls that are meant have completed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is less than 1024 or more than 33554432.</exception>
    public static AsyncSideStack Enter(int bytes)
    {
        if (bytes is < SideStacks.MinBytes or > SideStacks.MaxBytes)
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"The block of a side stack has from {SideStacks.MinBytes} to {SideStacks.MaxBytes} bytes.");
        var scope = new AsyncSideStack(bytes);
        Interlocked.Increment(ref entered);
        current.Value = scope;
        return scope;
    }

    /// <summary>
    /// Leaves the scope, and lets go of the block: at once, or when the root completes that has it. The code that disposes of it is in the next scope around it that has not been left; other code that was in the scope
    /// is too. May be called again, and in any order with other scopes.
    /// </summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isLeft) return;
            isLeft = true;
            free = null;
        }
        Interlocked.Decrement(ref entered);
        // Code that has entered another scope since then is in that, and out of this one when it leaves that.
        if (ReferenceEquals(current.Value, this)) current.Value = Innermost;
    }

    /// <summary>Whether there is a scope anywhere.</summary>
    internal static bool IsAnyEntered => Volatile.Read(ref entered) != 0;

    /// <summary>The innermost scope in which the code is, of those that have not been left.</summary>
    static AsyncSideStack? Innermost => FirstEntered(current.Value);

    static AsyncSideStack? FirstEntered(AsyncSideStack? scope)
    {
        while (scope is not null && Volatile.Read(ref scope.isLeft)) scope = scope.outer;
        return scope;
    }

    /// <summary>The block of the scope in which the code is; null where there is none that has so much room and is free.</summary>
    internal static SideBlock? TryTake(int slots, int words) => IsAnyEntered ? Innermost?.TryTakeBlock(slots, words) : null;

    SideBlock? TryTakeBlock(int slots, int words)
    {
        if (slots > this.slots || words > this.words) return null;
        lock (gate)
        {
            if (isLeft) return null;
            if (free is { } block)
            {
                free = null;
                return block;
            }
            if (made is not null && made.TryGetTarget(out _)) return null;
            // The first, or one in the place of an abandoned root's, which has been collected with it.
            block = new(this, this.slots, this.words);
            if (made is null) made = new(block);
            else made.SetTarget(block);
            return block;
        }
    }

    void ISideStack.TakeBack(SideBlock block)
    {
        lock (gate)
        {
            if (!isLeft) free = block;
        }
    }
}
