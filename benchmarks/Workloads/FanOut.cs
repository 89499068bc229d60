using Benchmarks.Contracts;

namespace Benchmarks.Workloads;

/// <summary>Many calls by one root, each of which begins calls on several leaves. An operation is a call of the root's.</summary>
static class FanOut
{
    const int Branches = 4;

    public static Action<int> Prepare(Func<Pump[], Func<int, Task<long>>> chain, int result)
    {
        Pump[] pumps = [.. Enumerable.Range(0, Branches).Select(_ => new Pump())];
        var root = chain(pumps);
        return operations =>
        {
            var task = root(operations);
            while (Step(pumps)) { }
            Workload.Check(task.GetAwaiter().GetResult(), operations, Branches * result);
        };
    }

    static bool Step(Pump[] pumps)
    {
        bool any = false;
        foreach (var pump in pumps) any |= pump.Step();
        return any;
    }
}
