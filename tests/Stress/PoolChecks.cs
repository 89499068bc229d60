using Unboxed.CompilerServices;

namespace Unboxed.Stress;

/// <summary>
/// What must hold of the pools when nothing is in flight: their bounds, that what is there refers to nothing, and that nothing is there twice.
/// </summary>
static class PoolChecks
{
    /// <summary>Looks at the lists of the threads of the thread pool, each on its own thread.</summary>
    internal static void Run()
    {
        int threads = Math.Min(ThreadPool.ThreadCount, Environment.ProcessorCount);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        using var all = new Barrier(threads);
        var tasks = Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(() =>
        {
            // On as many threads as there are tasks.
            all.SignalAndWait(TimeSpan.FromSeconds(10));
            Look(seen);
        }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default)).ToArray();
        Task.WaitAll(tasks);
        Failures.Verify(seen.Count > 0, "no pool has anything in it");
    }

    static void Look(HashSet<object> seen)
    {
        foreach (var list in ThreadPools.Lists ?? [])
        {
            int length = 0;
            for (var item = list.First; item is not null && length <= list.Count; item = (Pooled?)item.Link, length++)
            {
                lock (seen) Failures.Verify(seen.Add(item), $"a {item.GetType()} is in the pools twice");
                if (item is Chain chain) Failures.Verify(chain.IsEmpty, $"a pooled {item.GetType()} keeps a reference");
            }
            Failures.Verify(length == list.Count, $"a pool says that it has {list.Count} objects, and has {length}");
            Failures.Verify(length <= Pool.MaxLocal, $"a pool has {length} objects on one thread");
        }
    }
}
