using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// Tells the continuation of a chain that is due from one that is called a second time, or late. So many delegates take turns: a delegate without argument
/// cannot know its generation, and one for each would be an allocation for each suspension.
/// </summary>
[StackTraceHidden]
struct Turns
{
    internal const int Count = 8;

    Delegates delegates;
    int generation;
    int armed;

    /// <summary>Of the suspension that is due.</summary>
    internal readonly short Token => (short)generation;

    /// <summary>Whether a continuation is due.</summary>
    internal readonly bool IsArmed => armed != 0;

    /// <summary>The continuation that is due from now on. It may be called on any thread as soon as somebody has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Action Arm(Chain chain)
    {
        int next = unchecked(generation + 1);
        if (next == 0) next = Count;
        generation = next;
        var resume = Turn(next) ?? Create(chain, next & (Count - 1));
        Volatile.Write(ref armed, next);
        return resume;
    }

    /// <summary>Whether the continuation of this turn is due; it no longer is then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTake(int turn)
    {
        int due = Volatile.Read(ref armed);
        return due != 0 && (due & (Count - 1)) == turn && Interlocked.CompareExchange(ref armed, 0, due) == due;
    }

    [UnscopedRef]
    ref Action? Turn(int generation) => ref Unsafe.Add(ref Unsafe.As<Delegates, Action?>(ref delegates), generation & (Count - 1));

    Action Create(Chain chain, int turn) => Turn(turn) = () => chain.ContinueAt(turn);

    [InlineArray(Count)]
    [SuppressMessage("Performance", "CA1823", Justification = "The runtime repeats the field.")]
    struct Delegates
    {
        Action? first;
    }
}
