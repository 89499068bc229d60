using Unboxed.CompilerServices;
using Unboxed.Fuzzing.Harness;

namespace Unboxed.Fuzzing.Running;

/// <summary>What must hold of the run-time support's pools once nothing is in flight: what is there refers to nothing, and all that was taken is back.</summary>
sealed class Pools
{
    /// <summary>Fewer than the smallest list of a thread may have, which moves to where other threads take from when it is full.</summary>
    const int FewChains = 4;

    readonly int chains = Count();

    /// <summary>Adds to the trace what does not hold. On the thread that has run the program, before it and after it.</summary>
    internal void Check(World world)
    {
        foreach (var chain in Chains())
            if (!chain.IsEmpty) world.Log("a pooled chain keeps a reference");
        // A run that was cut short, or that has lost continuations, leaves its calls in flight; and a full list is shared with other threads.
        if (!world.IsOver && !world.HasLost && Count() < chains && chains < FewChains) world.Log("a chain is lost");
    }

    static int Count() => Chains().Count();

    static IEnumerable<Chain> Chains()
    {
        foreach (var list in ThreadPools.Lists ?? [])
            for (object? item = list.First; item is not null; item = ((Pooled)item).Link)
                if (item is Chain chain) yield return chain;
    }
}
