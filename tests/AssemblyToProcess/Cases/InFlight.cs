using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Many chains at once.</summary>
public static class InFlight
{
    static readonly AsyncLocal<int> local = new();

    interface IOuter
    {
        ValueTask<int> RunAsync(int id);
    }

    interface IInner
    {
        Task<int> WorkAsync(int id, string name);
    }

    sealed class Outer(IInner inner) : IOuter
    {
        [Expect(Decision.Scratch, Count = 2)]
        public async ValueTask<int> RunAsync(int id)
        {
            local.Value = id + 1;
            var name = $"chain {id}";
            int result = await inner.WorkAsync(id, name);
            if (local.Value != id + 1) return -1;
            result += await inner.WorkAsync(id, name).ConfigureAwait(false);
            return local.Value == id + 1 ? result : -2;
        }
    }

    sealed class Inner(Trace trace) : IInner
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async Task<int> WorkAsync(int id, string name)
        {
            local.Value = -id;
            (int, string) pair = (id, name);
            await trace.Leaf();
            if (local.Value != -id) return 1_000_000;
            int sum = await trace.Leaf(id);
            return pair == (id, $"chain {id}") && name == pair.Item2 ? sum : 2_000_000;
        }
    }

    [Expect(Decision.Scratch, Count = 2)]
    static async Task<int> RunAsync(IOuter outer, int id)
    {
        local.Value = id;
        int result = 0;
        for (int i = 0; i < 3; i++) result += await outer.RunAsync(id);
        return local.Value == id ? result + await outer.RunAsync(id) : -3;
    }

    [Case(In = Places.Plain | Places.Pool | Places.Ui, Bits = 2)]
    [Expect(Decision.Ordinary)]
    public static async Task HundredsOfChains(Trace trace)
    {
        IOuter outer = new Outer(new Inner(trace));
        var roots = Enumerable.Range(1, 300).Select(id => RunAsync(outer, id)).ToArray();
        var results = await Task.WhenAll(roots);
        trace.Log("wrong", results.Where((result, i) => result != 8 * (i + 1)).Count());
    }

    [Case(In = Places.Plain, Bits = 1)]
    [Expect(Decision.Ordinary)]
    public static async Task ChainsOnManyThreads(Trace trace)
    {
        var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(id => Task.Run(() => ManyAsync(id))));
        trace.Log("wrong", results.Sum());
    }

    [Expect(Decision.Scratch)]
    static async Task<int> ManyAsync(int id)
    {
        IOuter outer = new Outer(new Yielding());
        int wrong = 0;
        for (int i = 0; i < 300; i++)
        {
            if (await outer.RunAsync(id) != 2 * id) wrong++;
        }
        return wrong;
    }

    sealed class Yielding : IInner
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async Task<int> WorkAsync(int id, string name)
        {
            await Task.Yield();
            await Task.Yield();
            return id;
        }
    }
}
