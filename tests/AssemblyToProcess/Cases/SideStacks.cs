using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>Roots whose chains are too small, in the scope of a side stack or with one of their own.</summary>
public static class SideStacks
{
    const int Small = 2048, Block = 128 * 1024;

    static readonly int[] Depths = [10, 100, 1000];

    static readonly AsyncLocal<string?> local = new();

    interface INode
    {
        ValueTask<long> VisitAsync(int levels);

        /// <summary>Enters a scope of its own at each eleventh level.</summary>
        Task<long> NestAsync(int levels);

        ValueTask<int> ThrowAsync(int levels, int throwAt, CancellationToken token);
    }

    /// <summary>Suspends at each level on the way down and on the way up.</summary>
    sealed class Node(Trace trace) : INode
    {
        INode Self => this;

        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public async ValueTask<long> VisitAsync(int levels)
        {
            int down = await trace.Leaf(levels);
            long sum = levels == 0 ? 0 : await Self.VisitAsync(levels - 1);
            return sum + await trace.Leaf(down);
        }

        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public async Task<long> NestAsync(int levels)
        {
            using var scope = levels % 11 == 0 ? AsyncSideStack.Enter(Small + levels) : null;
            string? outer = local.Value;
            local.Value = $"level {levels}";
            await trace.Leaf();
            long sum = levels == 0 ? 0 : await Self.NestAsync(levels - 1);
            if (local.Value != $"level {levels}") trace.Log($"level {levels} has '{local.Value}'");
            await trace.Leaf();
            if (levels % 25 == 0) trace.Log($"level {levels} is in '{outer}'");
            return sum + levels;
        }

        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> ThrowAsync(int levels, int throwAt, CancellationToken token)
        {
            await trace.Leaf();
            token.ThrowIfCancellationRequested();
            if (levels == throwAt) throw trace.Register(new InvalidOperationException($"at {levels}"));
            try
            {
                return levels == 0 ? 0 : 1 + await Self.ThrowAsync(levels - 1, throwAt, token);
            }
            finally
            {
                await trace.Leaf();
                if (levels % 20 == 0) trace.Log("finally", levels);
            }
        }
    }

    /// <summary>A thousand leaves, one after the other, would take a race on the pool too long.</summary>
    const Places NotInThePool = Places.All & ~Places.Pool;

    [Case(In = NotInThePool, Variants = 3, Bits = 2)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task Deep_recursion_in_a_scope(Trace trace, int variant)
    {
        INode node = new Node(trace);
        using (AsyncSideStack.Enter(Block))
        {
            trace.Log("first", await node.VisitAsync(Depths[variant]));
            trace.Log("again", await node.VisitAsync(Depths[variant]));
        }
        trace.Log("outside", await node.VisitAsync(Depths[variant] / 2));
    }

    /// <summary>Which is used up at once.</summary>
    [Case(In = NotInThePool, Variants = 3, Bits = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Deep_recursion_in_a_scope_that_is_too_small(Trace trace, int variant)
    {
        INode node = new Node(trace);
        using var scope = AsyncSideStack.Enter(Small);
        trace.Log("first", await node.VisitAsync(Depths[variant]));
        trace.Log("again", await node.VisitAsync(Depths[variant]));
    }

    [Case(Variants = 3, Bits = 3)]
    [Expect(Decision.Scratch)]
    public static async Task Scopes_within_the_recursion(Trace trace, int variant)
    {
        INode node = new Node(trace);
        local.Value = "root";
        using (variant > 0 ? AsyncSideStack.Enter(Block) : null) trace.Log("sum", await node.NestAsync(40 * variant + 20));
        trace.Log("local", local.Value);
    }

    [Expect(Decision.Scratch)]
    static async Task<long> RootAsync(INode node, int levels) => await node.VisitAsync(levels);

    /// <summary>One of them has the block, and the others grow.</summary>
    [Case(Variants = 2, Bits = 3)]
    [Expect(Decision.Ordinary, Count = 3)]
    public static async Task Roots_at_the_same_time(Trace trace, int variant)
    {
        INode node = new Node(trace);
        using var scope = AsyncSideStack.Enter(Block);
        var roots = Enumerable.Range(1, 4).Select(i => RootAsync(node, 20 * i)).ToArray();
        if (variant == 0)
        {
            foreach (var root in roots) trace.Log("sum", await root);
        }
        else
        {
            trace.Log("sums", await Task.WhenAll(roots));
        }
        trace.Log("another", await Passed.OnOf(RootAsync(node, 60)));
    }

    [Case(Variants = 3, Bits = 3)]
    [Expect(Decision.Scratch)]
    public static async Task Exceptions(Trace trace, int variant)
    {
        INode node = new Node(trace);
        using var scope = AsyncSideStack.Enter(Block);
        for (int i = 0; i < 2; i++)
        {
            try
            {
                trace.Log("result", await node.ThrowAsync(80, variant switch { 0 => 0, 1 => 70, _ => -1 }, default));
            }
            catch (InvalidOperationException exception)
            {
                trace.Caught(exception);
            }
        }
    }

    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Cancellation(Trace trace, int variant)
    {
        INode node = new Node(trace);
        using var source = new CancellationTokenSource();
        using var scope = AsyncSideStack.Enter(Block);
        if (variant == 1) source.Cancel();
        try
        {
            trace.Log("result", await node.ThrowAsync(70, -1, source.Token));
        }
        catch (OperationCanceledException exception)
        {
            trace.Log("of the source", exception.CancellationToken == source.Token);
        }
        trace.Log("result", await node.ThrowAsync(70, -1, default));
    }

    /// <summary>The root has the block until it completes.</summary>
    [Case(Variants = 2, Bits = 3)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Escapes)]
    public static async Task A_scope_that_is_left_while_a_root_is_pending(Trace trace, int variant)
    {
        INode node = new Node(trace);
        Task<long> pending;
        using (AsyncSideStack.Enter(Block)) pending = RootAsync(node, 60 + variant);
        using (AsyncSideStack.Enter(Block)) trace.Log("another", await Passed.OnOf(RootAsync(node, 50)));
        trace.Log("sum", await pending);
    }

    [Case(Bits = 3)]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task Scopes_that_are_left_in_another_order(Trace trace)
    {
        INode node = new Node(trace);
        AsyncSideStack outer = AsyncSideStack.Enter(Block), inner = AsyncSideStack.Enter(Small);
        trace.Log("in both", await node.VisitAsync(50));
        outer.Dispose();
        trace.Log("in the inner", await node.VisitAsync(51));
        inner.Dispose();
        inner.Dispose();
        trace.Log("in none", await node.VisitAsync(52));
        outer.Dispose();
        try
        {
            AsyncSideStack.Enter(8);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            trace.Log("refused", (exception.ParamName, exception.ActualValue));
        }
        trace.Log("after all", await node.VisitAsync(53));
    }

    /// <summary>What goes on later is not in the scope any more.</summary>
    [Case(In = NotInThePool, Bits = 3)]
    [Expect(Decision.Escapes)]
    public static async Task Suppressed_flow(Trace trace)
    {
        INode node = new Node(trace);
        using var scope = AsyncSideStack.Enter(Block);
        Task<long> pending;
        using (ExecutionContext.SuppressFlow()) pending = RootAsync(node, 60);
        trace.Log("sum", await pending);
    }

    [ScratchSpace(SideStack = Block)]
    [Case(In = NotInThePool, Variants = 3, Bits = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task A_root_with_a_side_stack(Trace trace, int variant)
    {
        INode node = new Node(trace);
        trace.Log("first", await node.VisitAsync(Depths[variant]));
        trace.Log("again", await node.VisitAsync(Depths[variant]));
    }

    [ScratchSpace(SideStack = Small)]
    [Case(Variants = 3, Bits = 3)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task A_root_with_a_side_stack_in_a_scope(Trace trace, int variant)
    {
        INode node = new Node(trace);
        using var scope = AsyncSideStack.Enter(Block);
        trace.Log("first", await node.VisitAsync(20 * variant + 10));
        trace.Log("again", await node.NestAsync(20 * variant + 30));
    }

    /// <summary>Its roots, of all kinds, have side stacks; the last has none.</summary>
    [ScratchSpace(SideStack = Small)]
    static class Roots
    {
        [Expect(Decision.Scratch)]
        internal static async Task<T> GenericAsync<T>(INode node, T value) => await node.VisitAsync(33) > 0 ? value : throw new InvalidOperationException();

        [Expect(Decision.Scratch, Count = 2)]
        internal static async IAsyncEnumerable<long> IterateAsync(INode node)
        {
            for (int i = 0; i < 2; i++)
            {
                yield return await node.VisitAsync(30 + i);
                yield return await node.VisitAsync(3);
            }
        }

        /// <summary>What its await captures is known only after the call.</summary>
        [Expect(Decision.Scratch)]
        internal static async ValueTask<long> HeldAsync(INode node, bool captures) => await node.VisitAsync(35).ConfigureAwait(captures);

        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        internal static async ValueTask<int> FailAsync(Trace trace, INode node)
        {
            await trace.Leaf();
            int result = await node.ThrowAsync(35, 5, default);
            await trace.Leaf();
            return result;
        }

        [ScratchSpace(SideStack = 0)]
        [Expect(Decision.Scratch)]
        internal static async Task<long> WithoutAsync(INode node) => await node.VisitAsync(36);
    }

    [Case(Bits = 3)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 2)]
    [Expect(Decision.Ordinary, Count = 3)]
    public static async Task Roots_of_a_class_with_a_side_stack(Trace trace)
    {
        INode node = new Node(trace);
        trace.Log("generic", await Passed.OnOf(Roots.GenericAsync(node, "text")));
        await foreach (long sum in Roots.IterateAsync(node)) trace.Log("item", sum);
        foreach (bool captures in new[] { false, true }) trace.Log("held", await Passed.OnOf(Roots.HeldAsync(node, captures).AsTask()));
        try
        {
            await Passed.OnOf(Roots.FailAsync(trace, node).AsTask());
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        trace.Log("without", await Passed.OnOf(Roots.WithoutAsync(node)));
    }

    static void Check(bool condition, string what)
    {
        if (!condition) throw new InvalidOperationException(what);
    }

    [ScratchSpace(SideStack = Block)]
    [Expect(Decision.Scratch)]
    static async Task<int> WithSideStackAsync(AdapterAllocators.IDeep deep, int levels) => await deep.DescendAsync(levels);

    [Expect(Decision.Scratch)]
    static async Task<int> PlainAsync(AdapterAllocators.IDeep deep, int levels) => await deep.DescendAsync(levels);

    [ScratchSpace(Allocator = typeof(CountingAllocator))]
    [Expect(Decision.Scratch)]
    static async Task<int> WithAllocatorAsync(AdapterAllocators.IDeep deep, int levels) => await deep.DescendAsync(levels);

    /// <summary>The bytes that a root allocates, after it has been run often enough for all to be optimised.</summary>
    static long Bytes(Func<AdapterAllocators.IDeep, int, Task<int>> root, int levels)
    {
        var leaf = new ManualLeaf();
        var deep = new AdapterAllocators.Deep(() => leaf.Task);
        long least = long.MaxValue;
        for (int i = 0; i < 200; i++)
        {
            leaf = new();
            long before = GC.GetAllocatedBytesForCurrentThread();
            var task = root(deep, levels);
            leaf.Complete();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Check(task.Result == levels + 1, "The result is another.");
        }
        return least;
    }

    /// <summary>Beside what the root allocates whose calls fit.</summary>
    [WovenOnly]
    public static void With_a_block_a_deep_recursion_allocates_nothing_once_warm(Trace trace)
    {
        Check(Bytes(WithSideStackAsync, 1000) == Bytes(WithSideStackAsync, 1), "A root with a side stack allocates for its depth.");
        long shallow = Bytes(PlainAsync, 1);
        Check(Bytes(PlainAsync, 1000) > shallow + 8000, "A chain has not grown beyond the pools.");
        using (AsyncSideStack.Enter(Block))
        {
            Check(Bytes(PlainAsync, 1000) == shallow, "A root in a scope allocates for its depth.");
            var (rented, returned) = (CountingAllocator.Rented, CountingAllocator.Returned);
            Check(Bytes(WithAllocatorAsync, 1000) > shallow + 8000, "The scope has come before an allocator.");
            Check(CountingAllocator.Rented > rented && CountingAllocator.Rented - rented == CountingAllocator.Returned - returned, "Blocks are kept.");
        }
        Check(Bytes(PlainAsync, 1000) > shallow + 8000, "There is a scope still.");
        Check(Bytes(PlainAsync, 1) == shallow, "Roots allocate for what others have needed.");
    }

    /// <summary>An abandoned root is collected, with the block, though the scope is not left.</summary>
    [WovenOnly]
    public static void An_abandoned_root_is_collected(Trace trace)
    {
        using var scope = AsyncSideStack.Enter(Block);
        foreach (var root in new Func<AdapterAllocators.IDeep, int, Task<int>>[] { PlainAsync, WithSideStackAsync })
        {
            var abandoned = Abandon(root);
            for (int i = 0; i < 10 && abandoned.IsAlive; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            Check(!abandoned.IsAlive, "An abandoned root is kept.");
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    static WeakReference Abandon(Func<AdapterAllocators.IDeep, int, Task<int>> root)
    {
        var leaf = new ManualLeaf();
        root(new AdapterAllocators.Deep(() => leaf.Task), 1000);
        return new(leaf);
    }
}
