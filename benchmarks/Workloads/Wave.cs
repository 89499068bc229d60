using Benchmarks.Contracts;

namespace Benchmarks.Workloads;

/// <summary>
/// Many chains with a call by each root. They begin one after the other; when all are pending they complete in the same order, or, with a relay,
/// they complete on its threads as they come.
/// </summary>
sealed class Wave
{
    readonly Pump[] pumps;
    readonly Func<int, Task<long>>[] roots;
    readonly Task<long>[] tasks;
    readonly int result;

    public Wave(Func<Pump, Func<int, Task<long>>> chain, int chains, int result, Relay? relay = null)
    {
        pumps = new Pump[chains];
        roots = new Func<int, Task<long>>[chains];
        tasks = new Task<long>[chains];
        this.result = result;
        for (int i = 0; i < chains; i++) roots[i] = chain(pumps[i] = new(relay: relay));
    }

    /// <summary>As many waves as make up the operations. An operation is a root.</summary>
    public static Action<int> Prepare(Func<Pump, Func<int, Task<long>>> chain, int chains, int result, Relay? relay = null)
    {
        var wave = new Wave(chain, chains, result, relay);
        return operations =>
        {
            for (int i = 0; i < operations; i += chains)
            {
                wave.Begin();
                wave.Complete();
            }
        };
    }

    public void Begin()
    {
        for (int i = 0; i < roots.Length; i++) tasks[i] = roots[i](1);
    }

    public void Complete()
    {
        foreach (var pump in pumps) pump.Step();
        long sum = 0;
        // The last first, since it is likely to complete last: to wait for a task costs an object.
        for (int i = tasks.Length - 1; i >= 0; i--) sum += tasks[i].GetAwaiter().GetResult();
        Workload.Check(sum, tasks.Length, result);
    }
}
