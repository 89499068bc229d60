using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>Allocators that do what they may not: a clear error, and nothing is corrupted.</summary>
public static class AdapterAllocators
{
    internal interface IDeep
    {
        ValueTask<int> DescendAsync(int levels);
    }

    /// <summary>A recursion, for chains that grow.</summary>
    internal sealed class Deep(Func<ValueTask<int>> leaf) : IDeep
    {
        IDeep Self => this;

        [Expect(Decision.Scratch, Count = 2)]
        public async ValueTask<int> DescendAsync(int levels) => levels == 0 ? await leaf() : 1 + await Self.DescendAsync(levels - 1);
    }

    sealed class Allocator(Func<int, int, int, ScratchBlock> rent) : IScratchAllocator
    {
        internal int Rented { get; private set; }

        internal List<ScratchBlock> Returned { get; } = [];

        internal Action? Returning { get; set; }

        public ScratchBlock Rent(int slots, int words) => rent(Rented++, slots, words);

        public void Return(ScratchBlock block)
        {
            Returned.Add(block);
            Returning?.Invoke();
        }
    }

    static void Check(bool condition, string what)
    {
        if (!condition) throw new InvalidOperationException(what);
    }

    static InvalidOperationException Throws(Func<ValueTask<int>> call, string part)
    {
        try
        {
            call().GetAwaiter().GetResult();
        }
        catch (InvalidOperationException exception)
        {
            Check(exception.Message.Contains(part, StringComparison.Ordinal), $"The message has no '{part}': {exception.Message}");
            return exception;
        }
        throw new InvalidOperationException("Nothing was thrown.");
    }

    static void Complete(IDeep deep, Func<ManualLeaf> leaf, int levels)
    {
        var call = deep.DescendAsync(levels);
        leaf().Complete();
        Check(call.Result == levels + 1, "The result is another.");
    }

    [WovenOnly]
    public static void Blocks_come_and_go_with_calls(Trace trace)
    {
        var leaf = new ManualLeaf();
        var allocator = new Allocator((_, slots, words) => ScratchBlock.Create(slots, words));
        var deep = Allocating.Of<IDeep>(new Deep(() => (leaf = new()).Task), allocator);
        Complete(deep, () => leaf, 3);
        int rented = allocator.Rented;
        Check(rented > 0 && rented == allocator.Returned.Count, "Blocks are kept.");
        Complete(deep, () => leaf, 200);
        Check(allocator.Rented > rented + 1 && allocator.Rented == allocator.Returned.Count, "The chain has not grown, or blocks are kept.");
        Check(allocator.Returned.All(block => block.ReferenceSlots > 0 && block.DataWords > 0 && block.Bytes > 0), "Blocks have no size.");
    }

    [WovenOnly]
    public static void What_goes_wrong_before_a_call_is_thrown_at_once(Trace trace)
    {
        var leaf = new ManualLeaf();
        int calls = 0;
        var source = new Deep(() =>
        {
            calls++;
            return (leaf = new()).Task;
        });
        var small = ScratchBlock.Create(1, 1);
        var one = ScratchBlock.Create(100, 100);
        Throws(() => Allocating.Of<IDeep>(source, new Allocator((_, _, _) => throw new InvalidOperationException("own"))).DescendAsync(0), "own");
        Throws(() => Allocating.Of<IDeep>(source, new Allocator((_, _, _) => null!)).DescendAsync(0), "'AssemblyToProcess.Cases.AdapterAllocators+Allocator' has given null");
        for (int i = 0; i < 2; i++) Throws(() => Allocating.Of<IDeep>(source, new Allocator((_, _, _) => small)).DescendAsync(0), "has given a block of");
        var twice = Allocating.Of<IDeep>(source, new Allocator((_, _, _) => one));
        Check(calls == 0, "A call was made all the same.");
        var first = twice.DescendAsync(1);
        var firsts = leaf;
        Throws(() => twice.DescendAsync(1), "is in use");
        firsts.Complete();
        Check(first.Result == 2, "The result is another.");
        Complete(twice, () => leaf, 2);
    }

    /// <summary>When a chain has to grow, its callee has suspended already: the pools serve it, and the error comes in the place of the result.</summary>
    [WovenOnly]
    public static void What_goes_wrong_while_a_call_is_pending_is_thrown_in_the_place_of_its_result(Trace trace)
    {
        var leaf = new ManualLeaf();
        bool fails = true;
        var allocator = new Allocator((_, slots, words) => fails && slots > 150 ? throw new NotSupportedException("no more") : ScratchBlock.Create(slots, words));
        var deep = Allocating.Of<IDeep>(new Deep(() => (leaf = new()).Task), allocator);
        for (int i = 0; i < 2; i++)
        {
            var call = deep.DescendAsync(100);
            Check(!call.IsCompleted, "It has failed already.");
            leaf.Complete();
            Check(call.IsFaulted, "It has not failed.");
            Check(Throws(() => call, "no more").InnerException is NotSupportedException, "The reason is another.");
        }
        fails = false;
        Complete(deep, () => leaf, 100);
        allocator.Returning = () => throw new NotSupportedException("not taken back");
        var last = deep.DescendAsync(1);
        leaf.Complete();
        Throws(() => last, "not taken back");
        allocator.Returning = null;
        Complete(deep, () => leaf, 5);
    }
}
