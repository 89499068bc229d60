using System.Runtime.CompilerServices;
using Benchmarks.Contracts;

namespace Benchmarks.Workloads;

/// <summary>What is held on the heap, in bytes after a full collection. Receivers and leaves do not count, nor does what a first use leaves.</summary>
static class Memory
{
    const int Chains = 100_000, FirstUse = 100;

    /// <summary>By each of many chains that are pending.</summary>
    public static double Pending(Func<Pump, Func<int, Task<long>>> chain, int result)
    {
        CompleteWave(chain, FirstUse, result);
        var wave = new Wave(chain, Chains, result);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        wave.Begin();
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        wave.Complete();
        return (double)held / Chains;
    }

    /// <summary>By nobody any more, after waves of many chains have completed.</summary>
    public static double Retained(Func<Pump, Func<int, Task<long>>> chain, int waves, int result)
    {
        CompleteWave(chain, FirstUse, result);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < waves; i++) CompleteWave(chain, Chains, result);
        return Math.Max(0, GC.GetTotalMemory(forceFullCollection: true) - before);
    }

    // Not inlined: nothing of the wave may stay in a local variable of the caller.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void CompleteWave(Func<Pump, Func<int, Task<long>>> chain, int chains, int result)
    {
        var wave = new Wave(chain, chains, result);
        wave.Begin();
        wave.Complete();
    }
}
