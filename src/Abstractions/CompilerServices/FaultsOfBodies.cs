using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// Which exceptions have left a scratch body, and when last. By the exception itself, and beside it: while it is on its way, whoever is told of it first runs code
/// that may let other chains fail on this thread, and nothing may keep it alive. Threads share it.
/// </summary>
static class FaultsOfBodies
{
    static readonly ConditionalWeakTable<Exception, StrongBox<long>> Numbers = [];
    static long count;

    /// <summary>How many there have been.</summary>
    internal static long Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref count);
    }

    internal static void Add(Exception exception) => Volatile.Write(ref Numbers.GetValue(exception, static _ => new()).Value, Interlocked.Increment(ref count));

    /// <summary>Whether an exception has left a scratch body since <see cref="Count"/> was read.</summary>
    internal static bool IsSince(Exception exception, long number) => Numbers.TryGetValue(exception, out var last) && Volatile.Read(ref last.Value) > number;
}
