using System.Diagnostics;

namespace Unboxed.Stress;

/// <summary>Many chains at once, until the time is over or something goes wrong.</summary>
sealed class StressRun(int chainCount, TimeSpan time, TextWriter output)
{
    const int Layers = 8, MaxDepth = 8;

    static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    readonly Leaves leaves = new();
    readonly long[] calls = new long[chainCount];
    Adapters adapters = null!;
    volatile bool isStopping;

    /// <returns>The exit code of the process: 0 where nothing went wrong.</returns>
    internal int Run()
    {
        if (typeof(Layer).GetInterfaces().Length == 1) throw new InvalidOperationException("The assembly is not woven.");
        using var leavesUntilTheEnd = leaves;
        adapters = new(leaves, NewLayers());
        var chains = Enumerable.Range(0, chainCount).Select(id => Task.Run(() => ChainAsync(id))).ToArray();
        Watch(Task.WhenAll(chains));
        if (Failures.First is null) adapters.CheckAsync().GetAwaiter().GetResult();
        if (Failures.First is null) PoolChecks.Run();
        output.WriteLine($"{calls.Sum()} calls by {chainCount} chains; {adapters.Summary}; leaves of each kind: {string.Join(", ", leaves.Counts)}");
        if (Failures.First is not { } failure) return 0;
        output.WriteLine("failed: " + failure);
        return 1;
    }

    /// <summary>Stops the chains when it is time, and reports one that has made no progress for too long: a wake-up that is lost.</summary>
    void Watch(Task all)
    {
        var clock = Stopwatch.StartNew();
        var last = calls.ToArray();
        var since = Enumerable.Repeat(TimeSpan.Zero, chainCount).ToArray();
        while (!all.Wait(TimeSpan.FromMilliseconds(200)) && Failures.First is null)
        {
            isStopping = clock.Elapsed > time;
            for (int i = 0; i < chainCount; i++)
            {
                long now = Volatile.Read(ref calls[i]);
                if (now != last[i]) (last[i], since[i]) = (now, clock.Elapsed);
                else if (now != long.MinValue && clock.Elapsed - since[i] > patience && !all.IsCompleted) Failures.Verify(IsOver(i), $"chain {i} makes no progress after {now} calls: a wake-up is lost");
            }
        }
        isStopping = true;
    }

    bool IsOver(int chain) => Volatile.Read(ref isOver[chain]);

    readonly bool[] isOver = new bool[chainCount];

    async Task ChainAsync(int id)
    {
        Flow.Chain.Value = id + 1;
        IWork work = NewLayers(), deep = new Deep(leaves);
        for (long seed = id; !isStopping && Failures.First is null; seed += chainCount)
        {
            Flow.Callee.Value = -1;
            long result, expected;
            if (seed % 16 == 0)
            {
                int depth = 20 + (int)(seed % 150);
                (result, expected) = (await deep.RunAsync(seed, depth), Mixing.OfDeep(seed, depth));
            }
            else if (seed % 16 == 1)
            {
                // Chains of their own, at once.
                var results = await Task.WhenAll(RootAsync(work, seed), RootAsync(work, seed + 1));
                (result, expected) = (results.Sum(), Mixing.OfLayer(seed, 3, Layers) + Mixing.OfLayer(seed + 1, 3, Layers));
            }
            else if (seed % 3 == 0)
            {
                await adapters.CallAsync(seed / 3, (int)(seed % 4), Layers);
                (result, expected) = (0, 0);
            }
            else
            {
                int depth = (int)(seed % MaxDepth);
                (result, expected) = (await work.RunAsync(seed, depth), Mixing.OfLayer(seed, depth, Layers));
            }
            Failures.Verify(result == expected, $"a call with seed {seed} returned {result} instead of {expected}");
            Failures.Verify(Flow.Chain.Value == id + 1 && Flow.Callee.Value == -1, "a root sees what its callee has changed");
            Interlocked.Increment(ref calls[id]);
        }
        Volatile.Write(ref isOver[id], true);
    }

    /// <summary>Layers, with adapters around most of them.</summary>
    IWork NewLayers()
    {
        IWork? layer = null;
        for (int i = 0; i <= Layers; i++) layer = Adapters.Around(new Layer(leaves, layer), i);
        return layer!;
    }

    static async Task<long> RootAsync(IWork work, long seed) => await work.RunAsync(seed, 3);
}
