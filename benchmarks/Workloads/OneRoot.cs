using Benchmarks.Contracts;

namespace Benchmarks.Workloads;

/// <summary>Many calls by one root. An operation is a call.</summary>
static class OneRoot
{
    public static Action<int> Prepare(Func<Pump, Func<int, Task<long>>> chain, int depth, bool synchronous)
    {
        var pump = new Pump(synchronous);
        var root = chain(pump);
        return operations =>
        {
            var task = root(operations);
            while (pump.Step()) { }
            Workload.Check(task.GetAwaiter().GetResult(), operations, depth);
        };
    }
}
