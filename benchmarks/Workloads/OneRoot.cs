using Benchmarks.Contracts;

namespace Benchmarks.Workloads;

/// <summary>Many calls by one root. An operation is a call, or one of the suspensions in it.</summary>
static class OneRoot
{
    public static Action<int> Prepare(Func<Pump, Func<int, Task<long>>> chain, Pump pump, int result, int operationsPerCall = 1)
    {
        var root = chain(pump);
        return operations =>
        {
            int calls = operations / operationsPerCall;
            var task = root(calls);
            while (pump.Step()) { }
            Workload.Check(task.GetAwaiter().GetResult(), calls, result);
        };
    }
}
