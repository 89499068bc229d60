using Benchmarks.Contracts;

namespace Benchmarks.Workloads;

/// <summary>A root for every call, as a request has one; the receivers stay, as services do. An operation is a root.</summary>
static class RootPerCall
{
    public static Action<int> Prepare(Func<Pump, Func<int, Task<long>>> chain, Pump pump, int result)
    {
        var root = chain(pump);
        return operations =>
        {
            long sum = 0;
            for (int i = 0; i < operations; i++)
            {
                var task = root(1);
                while (pump.Step()) { }
                sum += task.GetAwaiter().GetResult();
            }
            Workload.Check(sum, operations, result);
        };
    }
}
