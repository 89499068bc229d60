using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>What a chain waits for at its end.</summary>
public static class Leaves
{
    interface ICallee
    {
        ValueTask<int> InsideAsync(int count);

        ValueTask<int> YieldAsync(int count);

        Task<int> TasksAsync();

        ValueTask<int> ElsewhereAsync(int count);

        ValueTask<int> DelayAsync();

        ValueTask<int> ConfiguredAsync();
    }

    sealed class Callee(Trace trace) : ICallee
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> InsideAsync(int count)
        {
            int sum = 0;
            for (int i = 0; i < count; i++) sum += await trace.InsideLeaf(i);
            return sum;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<int> YieldAsync(int count)
        {
            for (int i = 0; i < count; i++) await Task.Yield();
            return count;
        }

        [Expect(Decision.Ordinary, Count = 5)]
        public async Task<int> TasksAsync()
        {
            int sum = await trace.LeafTask(1);
            sum += await trace.LeafTask(2).ConfigureAwait(false);
            await trace.LeafTask();
            await Task.CompletedTask;
            return sum + await Task.Run(() => 3);
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask<int> ElsewhereAsync(int count)
        {
            int sum = 0;
            for (int i = 0; i < count; i++)
            {
                var source = new LeafSource<int>(i, null, static leaf => ThreadPool.UnsafeQueueUserWorkItem(static leaf => leaf.Complete(), leaf, preferLocal: false));
                sum += await new ValueTask<int>(source, source.Version);
            }
            return sum;
        }

        [Expect(Decision.Ordinary, Count = 3)]
        public async ValueTask<int> DelayAsync()
        {
            await Task.Delay(1);
            return await Task.Run(async () => 1 + await trace.Leaf(1));
        }

        [Expect(Decision.Ordinary, Count = 4)]
        public async ValueTask<int> ConfiguredAsync()
        {
            int sum = await trace.Leaf(1).ConfigureAwait(false);
            sum += await trace.Leaf(2).ConfigureAwait(true);
            await trace.Leaf().ConfigureAwait(false);
            return sum + await trace.LeafTask(3).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    interface IOuter
    {
        ValueTask<int> RunAsync(int which);
    }

    sealed class Outer(ICallee callee) : IOuter
    {
        [Expect(Decision.Scratch, Count = 6)]
        public async ValueTask<int> RunAsync(int which) => which switch
        {
            0 => await callee.InsideAsync(3) + 1000,
            1 => await callee.YieldAsync(3) + 1000,
            2 => await callee.TasksAsync() + 1000,
            3 => await callee.ElsewhereAsync(20) + 1000,
            4 => await callee.DelayAsync() + 1000,
            _ => await callee.ConfiguredAsync() + 1000,
        };
    }

    [Case(Variants = 6, Bits = 3)]
    [Expect(Decision.Scratch)]
    public static async Task EveryLeaf(Trace trace, int variant)
    {
        IOuter outer = new Outer(new Callee(trace));
        for (int i = 0; i < 2; i++) trace.Log("result", await outer.RunAsync(variant));
    }

    [Case(In = Places.Plain)]
    [Expect(Decision.Scratch)]
    public static async Task Leaves_that_complete_on_other_threads_while_the_chain_unwinds(Trace trace)
    {
        IOuter outer = new Outer(new Callee(trace));
        int wrong = 0;
        for (int i = 0; i < 200; i++)
        {
            if (await outer.RunAsync(3) != 1190) wrong++;
        }
        trace.Log("wrong", wrong);
    }

    /// <summary>An awaitable of the user's, which continues inline and not always where one expects it.</summary>
    readonly struct Custom(Trace trace) : System.Runtime.CompilerServices.INotifyCompletion
    {
        public Custom GetAwaiter() => this;

        public bool IsCompleted => false;

        public int GetResult() => 1;

        public void OnCompleted(Action continuation)
        {
            trace.Log("custom awaiter");
            continuation();
        }
    }

    interface ICustom
    {
        ValueTask<int> GetAsync();
    }

    sealed class UsesCustom(Trace trace) : ICustom
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<int> GetAsync() => await new Custom(trace) + await trace.Leaf(1);
    }

    [Case]
    [Expect(Decision.Ordinary, Reason = "The only implementer awaits an awaitable that is not the framework's.")]
    public static async Task Custom_awaitables(Trace trace)
    {
        ICustom custom = new UsesCustom(trace);
        trace.Log("result", await custom.GetAsync());
    }

    interface IPooled
    {
        ValueTask<int> GetAsync();
    }

    sealed class UsesBuilder(Trace trace) : IPooled
    {
        [System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder<>))]
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync() => await trace.Leaf(1);
    }

    [Case]
    [Expect(Decision.Ordinary, Reason = "The only implementer names a builder of its own.")]
    public static async Task Builders(Trace trace)
    {
        IPooled pooled = new UsesBuilder(trace);
        trace.Log("result", await pooled.GetAsync());
    }
}
