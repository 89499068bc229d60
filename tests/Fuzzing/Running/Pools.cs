using Unboxed.CompilerServices;
using Unboxed.Fuzzing.Harness;

namespace Unboxed.Fuzzing.Running;

/// <summary>What must hold of the run-time support's pools once nothing is in flight: what is there refers to nothing, and all that was taken is back.</summary>
sealed class Pools
{
    /// <summary>Fewer than the smallest list of a thread may have, which moves to where other threads take from when it is full.</summary>
    const int FewChains = 3;

    readonly int chains = KeepFew();

    /// <summary>Leaves so few chains in the pools that one that is lost is missed there. Programs with adapters give back many at once.</summary>
    static int KeepFew()
    {
        int kept = 0;
        foreach (ref var list in ThreadPools.Lists.AsSpan())
        {
            if (list.First is not Chain first) continue;
            if (kept == FewChains)
            {
                list = default;
                continue;
            }
            first.Link = null;
            list.Count = 1;
            kept++;
        }
        return kept;
    }

    /// <summary>Adds to the trace what does not hold. On the thread that has run the program, before it and after it.</summary>
    internal void Check(World world)
    {
        foreach (var chain in Chains())
            if (!chain.IsEmpty) world.Log("a pooled chain keeps a reference");
        // A run that was cut short, or that has lost continuations, leaves its calls in flight; rooms keep chains; and a full list is shared with other threads.
        if (!world.IsOver && !world.HasLost && !world.HasRooms && Chains().Count() < chains) world.Log("a chain is lost");
    }

    static IEnumerable<Chain> Chains()
    {
        foreach (var list in ThreadPools.Lists ?? [])
            for (object? item = list.First; item is not null; item = ((Pooled)item).Link)
                if (item is Chain chain) yield return chain;
    }
}
