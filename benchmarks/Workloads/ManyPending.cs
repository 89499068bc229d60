using Benchmarks.Contracts;

namespace Benchmarks.Workloads;

/// <summary>
/// Many chains pending at once, completed on other threads, with many calls by each root. An operation is a call; there are
/// as many for each chain.
/// </summary>
static class ManyPending
{
    public static Action<int> Prepare(Func<Pump, Func<int, Task<long>>> chain, int chains, int result)
    {
        var relay = new Relay(chains);
        var roots = new Func<int, Task<long>>[chains];
        for (int i = 0; i < chains; i++) roots[i] = chain(new Pump(relay: relay));
        var tasks = new Task<long>[chains];
        return operations =>
        {
            int calls = operations / chains;
            for (int i = 0; i < chains; i++) tasks[i] = roots[i](calls);
            foreach (long sum in Task.WhenAll(tasks).GetAwaiter().GetResult()) Workload.Check(sum, calls, result);
        };
    }
}
