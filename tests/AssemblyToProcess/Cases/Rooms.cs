using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Where a chain is too small, a larger one takes its place, and it goes back. Asserted of woven code alone, in bytes.</summary>
public static class Rooms
{
#if DEBUG
    const int Many = 50_000;
#else
    const int Many = 1_000_000;
#endif
    const int Warm = 3_000, Batch = 1_000;

    interface IStage
    {
        ValueTask<int> RunAsync(int value, string name);
    }

    /// <summary>Its leaf always suspends, allocates nothing, and is completed by hand.</summary>
    sealed class Bottom(HandLeaf leaf) : IStage
    {
        /// <summary>Every so many calls it throws; 0: never.</summary>
        public int ThrowsAt;
        int calls;

        [Expect(Decision.Ordinary)]
        public async ValueTask<int> RunAsync(int value, string name)
        {
            int one = await leaf.Next();
            if (ThrowsAt != 0 && ++calls % ThrowsAt == 0) throw failure;
            return value + one + name.Length;
        }
    }

    static readonly InvalidOperationException failure = new("at the bottom");

    /// <summary>Keeps more than one frame's share of the room.</summary>
    sealed class Decorator(IStage inner) : IStage
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> RunAsync(int value, string name)
        {
            long first = value, second = value + 1;
            string more = name;
            int result = await inner.RunAsync(value + 1, name);
            return (int)(result + first - second) + more.Length;
        }
    }

    static IStage Stages(IStage stage, int count)
    {
        for (int i = 0; i < count; i++) stage = new Decorator(stage);
        return stage;
    }

    [Expect(Decision.Scratch)]
    static async Task<int> OnceAsync(IStage stage) => await stage.RunAsync(1, "name");

    [Expect(Decision.Scratch)]
    static async Task<long> LoopAsync(IStage stage, int count)
    {
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            try
            {
                sum += await stage.RunAsync(i & 1, "name");
            }
            catch (InvalidOperationException)
            {
                sum--;
            }
        }
        return sum;
    }

    static void Check(Trace trace, bool condition, string what)
    {
        if (!condition) trace.Log(what);
    }

    static long BytesOf(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [WovenOnly]
    public static void A_million_calls_through_ten_levels_of_one_interface_allocate_nothing(Trace trace)
    {
        var leaf = new HandLeaf();
        var task = LoopAsync(Stages(new Bottom(leaf), 9), Warm + Many + 1);
        for (int i = 0; i < Warm; i++) leaf.Complete();
        long bytes = BytesOf(() =>
        {
            for (int i = 0; i < Many; i++) leaf.Complete();
        });
        leaf.Complete();
        Check(trace, task.IsCompletedSuccessfully, "the root has not completed");
        Check(trace, bytes == 0, $"{bytes} bytes");
    }

    [WovenOnly]
    public static void A_million_chains_of_ten_levels_allocate_their_roots_alone(Trace trace)
    {
        var leaf = new HandLeaf();
        var one = BytesOfBatches(Stages(new Bottom(leaf), 0), leaf, 10 * Batch);
        var ten = BytesOfBatches(Stages(new Bottom(leaf), 9), leaf, Many);
        Check(trace, one[0] is > 0 and < 300 * Batch, $"{Batch} roots of one level allocate {one[0]} bytes");
        Check(trace, ten[ten.Count / 2] == one[0], $"{Batch} chains of ten levels allocate {ten[ten.Count / 2]} bytes, of one level {one[0]}");
        Check(trace, ten.Sum() - one[0] * ten.Count < Many, $"{Many} chains of ten levels allocate {ten.Sum()} bytes, {Batch} of one level {one[0]}");
    }

    /// <summary>
    /// What batches of chains allocate, the least first. Where other threads allocate as well, the runtime counts the ends of this thread's allocation contexts, which no object
    /// fits into: up to some 40 bytes of a few kilobytes. So one batch in the middle is exact, and all together are near.
    /// </summary>
    static List<long> BytesOfBatches(IStage stage, HandLeaf leaf, int count)
    {
        Run(Warm);
        var amounts = new List<long>();
        for (int i = 0; i < count / Batch; i++) amounts.Add(BytesOf(() => Run(Batch)));
        amounts.Sort();
        return amounts;

        void Run(int chains)
        {
            for (int i = 0; i < chains; i++)
            {
                _ = OnceAsync(stage);
                leaf.Complete();
            }
        }
    }

    [WovenOnly]
    public static void Chains_that_were_too_small_go_back_whether_calls_complete_or_throw(Trace trace)
    {
        foreach (int throwsAt in new[] { 0, 1, 3 })
        {
            var leaf = new HandLeaf();
            const int count = 2_000;
            var task = LoopAsync(Stages(new Bottom(leaf) { ThrowsAt = throwsAt }, 39), Warm + count + 1);
            for (int i = 0; i < Warm; i++) leaf.Complete();
            int before = PooledSpace.Chains;
            for (int i = 0; i < count; i++) leaf.Complete();
            Check(trace, before > 0, "no chain has been replaced");
            Check(trace, PooledSpace.Chains == before, $"{before} chains were in the pool, and then {PooledSpace.Chains}, where each {throwsAt}th call throws");
            Check(trace, PooledSpace.IsEmpty, "what lies in the pool refers to something");
            leaf.Complete();
            Check(trace, task.IsCompletedSuccessfully, "the root has not completed");
        }
    }
}
