using System.ComponentModel;
using System.Diagnostics;

namespace Unboxed.CompilerServices;

/// <summary>What the adapters that the weaver emits are derived from.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerNonUserCode]
[StackTraceHidden]
public abstract class Adapter
{
    internal readonly object Inner;
    readonly AdapterStrategy strategy;

    /// <summary>Makes an adapter.</summary>
    /// <param name="x">What it is around.</param>
    /// <param name="strategy">Where its calls have their room.</param>
    /// <param name="slots">The reference slots that its most demanding call needs, as far as the analysis knows.</param>
    /// <param name="words">The 8-byte words that its most demanding call needs, as far as the analysis knows.</param>
    protected Adapter(object x, AdapterStrategy strategy, int slots, int words)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(strategy);
        (Inner, this.strategy) = (x, strategy);
        strategy.Prepare(slots, words);
    }

    /// <summary>A call by code that is not woven begins.</summary>
    /// <param name="scratch">Its scratch space.</param>
    /// <param name="slots">The reference slots that it needs, as far as the analysis knows.</param>
    /// <param name="words">The 8-byte words that it needs, as far as the analysis knows.</param>
    /// <returns>Null: the ordinary call is due.</returns>
    public Room? Begin(ref Scratch scratch, int slots, int words)
    {
        if (!Abi.IsServed) return null;
        var room = strategy.Take();
        room?.Begin(ref scratch, Chain.Size(slots, words), strategy);
        return room;
    }

    /// <summary>The adapter is disposed of: what it keeps between calls goes.</summary>
    public void Release() => strategy.Release();
}
