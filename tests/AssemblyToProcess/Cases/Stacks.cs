using System.Runtime.CompilerServices;
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

    /// <summary>
    /// Three quarters of what plain C# survives on a small stack when it is optimised. Code that is not optimised keeps every temporary on the stack,
    /// and gets half as deep when it is woven.
    /// </summary>
#if DEBUG
    const int Deep = 200;
#else
    const int Deep = 750;
#endif

    sealed class Counting : INode
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        public async ValueTask<int> DescendAsync(int depth)
        {
            if (depth == 0) return await new ValueTask<int>(1);
            return 1 + await ((INode)this).DescendAsync(depth - 1);
        }
    }

    interface ITaskNode
    {
        Task<int> DescendAsync(int depth);
    }

    sealed class TaskNode(ManualLeaf? leaf) : ITaskNode
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch, Count = 2)]
        public async Task<int> DescendAsync(int depth)
        {
            if (depth == 0) return leaf is null ? 1 : await leaf.Task;
            return 1 + ((depth & 1) == 0 ? await ((ITaskNode)this).DescendAsync(depth - 1) : await DescendAsync(depth - 1));
        }
    }

    [Expect(Decision.Scratch)]
    static async Task<int> RunAsync(ITaskNode node, int depth) => await node.DescendAsync(depth);

    [Case(In = Places.Plain, Variants = 4)]
    [Expect(Decision.Ordinary)]
    public static async Task Recursion_on_a_small_stack_gets_as_deep_as_in_plain_code(Trace trace, int variant)
    {
        var leaf = new ManualLeaf();
        Task<int>? root = null;
        OnThread(Small, () => root = variant switch
        {
            0 => RunAsync(new Counting(), Deep),
            1 => RunAsync(new TaskNode(null), Deep),
            2 => RunAsync(new Node(leaf), Deep),
            _ => RunAsync(new TaskNode(leaf), Deep),
        });
        if (variant > 1) OnThread(Roomy, leaf.Complete);
        trace.Log("depth", await root!);
    }

    [InlineArray(512)]
    struct Block
    {
#pragma warning disable IDE0051, CA1823 // The runtime repeats the field.
        long first;
#pragma warning restore IDE0051, CA1823
    }

    /// <summary>Has 4 KB of variables, none of which is kept across its await.</summary>
    sealed class Large(ManualLeaf leaf) : INode
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        public async ValueTask<int> DescendAsync(int depth)
        {
            if (depth == 0) return await leaf.Task;
            int below = await ((INode)this).DescendAsync(depth - 1);
            var block = default(Block);
            Fill(block, below);
            return (int)block[below & 511] + 1;

            [MethodImpl(MethodImplOptions.NoInlining)]
            static void Fill(Span<long> numbers, int value) => numbers.Fill(value);
        }
    }

    [Case(In = Places.Plain, Variants = 3)]
    [Expect(Decision.Ordinary)]
    public static async Task Methods_with_large_frames_are_resumed_on_a_small_stack(Trace trace, int variant)
    {
        int depth = variant switch { 0 => 10, 1 => 60, _ => 300 };
        var leaf = new ManualLeaf();
        Task<int>? root = null;
        OnThread(Roomy, () => root = RunAsync(new Large(leaf), depth));
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
