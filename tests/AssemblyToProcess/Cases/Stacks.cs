using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Deep recursion: woven code needs no more stack than plain C#, at the call and when it is resumed.</summary>
public static class Stacks
{
    const int Roomy = 256 << 20, Small = 256 << 10;

    interface INode
    {
        ValueTask<int> DescendAsync(int depth);
    }

    sealed class Node(ManualLeaf leaf) : INode
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        public async ValueTask<int> DescendAsync(int depth)
        {
            if (depth == 0) return await leaf.Task;
            return 1 + await ((INode)this).DescendAsync(depth - 1);
        }
    }

    [Expect(Decision.Scratch)]
    static async Task<int> RunAsync(INode node, int depth) => await node.DescendAsync(depth);

    static void OnThread(int stack, Action work)
    {
        var thread = new Thread(() => work(), stack);
        thread.Start();
        thread.Join();
    }

    [Case(In = Places.Plain, Variants = 4)]
    [Expect(Decision.Ordinary)]
    public static async Task A_deep_start_is_resumed_on_a_small_stack(Trace trace, int variant)
    {
        int depth = variant switch { 0 => 60, 1 => 130, 2 => 1_000, _ => 20_000 };
        var leaf = new ManualLeaf();
        Task<int>? root = null;
        OnThread(Roomy, () => root = RunAsync(new Node(leaf), depth));
        OnThread(Small, leaf.Complete);
        trace.Log("depth", await root!);
    }

    interface IFaulty
    {
        Task FailAsync(int depth);
    }

    sealed class Faulty(ManualLeaf leaf) : IFaulty
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        public async Task FailAsync(int depth)
        {
            if (depth == 0)
            {
                await leaf.Task;
                throw new InvalidOperationException("at the end");
            }
            await ((IFaulty)this).FailAsync(depth - 1);
        }
    }

    [Expect(Decision.Scratch)]
    static async Task FailAsync(IFaulty faulty, int depth) => await faulty.FailAsync(depth);

    [Case(In = Places.Plain, Variants = 2)]
    [Expect(Decision.Ordinary)]
    public static async Task An_exception_leaves_many_frames_on_a_small_stack(Trace trace, int variant)
    {
        var leaf = new ManualLeaf();
        Task? root = null;
        OnThread(Roomy, () => root = FailAsync(new Faulty(leaf), variant == 0 ? 60 : 300));
        OnThread(Small, leaf.Complete);
        try
        {
            await root!;
        }
        catch (InvalidOperationException exception)
        {
            trace.Log(exception.Message);
        }
    }

    interface ILoop
    {
        ValueTask<int> StepAsync(int i);
    }

    sealed class Loop(Trace trace) : ILoop
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> StepAsync(int i)
        {
            await trace.InsideLeaf(0);
            return i & 1;
        }
    }

    [Case(In = Places.Plain, Bits = 1)]
    [Expect(Decision.Scratch)]
    public static async Task ManyLeavesThatCompleteWhileTheyAreRegistered(Trace trace)
    {
        ILoop loop = new Loop(trace);
        int sum = 0;
        // Few, because each continuation nests within the registration of the one before, in plain C# too.
        for (int i = 0; i < 200; i++) sum += await loop.StepAsync(i);
        trace.Log("sum", sum);
    }
}
