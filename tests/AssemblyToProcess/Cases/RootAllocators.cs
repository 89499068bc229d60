using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>Roots whose chains are an allocator's.</summary>
public static class RootAllocators
{
    /// <summary>That of one method, and wrong where it is told to be.</summary>
    public sealed class Wrong : IScratchAllocator
    {
        internal static Func<int, int, ScratchBlock?> Given { get; set; } = (_, _) => null;

        internal static int Returned { get; set; }

        public ScratchBlock Rent(int slots, int words) => Given(slots, words)!;

        public void Return(ScratchBlock block) => Returned++;
    }

    [ScratchSpace(Allocator = typeof(Wrong))]
    [Expect(Decision.Scratch, Count = 2)]
    static async Task<int> RootAsync(AdapterAllocators.IDeep deep, int levels) => await deep.DescendAsync(levels) + await deep.DescendAsync(0);

    static void Check(bool condition, string what)
    {
        if (!condition) throw new InvalidOperationException(what);
    }

    static InvalidOperationException Fails(Task<int> root) =>
        root.IsFaulted && root.Exception!.InnerException is InvalidOperationException exception ? exception : throw new InvalidOperationException("It has not failed.");

    [WovenOnly]
    public static void A_root_takes_its_chain_from_its_allocator_and_gives_it_back(Trace trace)
    {
        var leaf = new ManualLeaf();
        var deep = new AdapterAllocators.Deep(() => (leaf = new()).Task);
        int rented = 0;
        Wrong.Returned = 0;
        Wrong.Given = (slots, words) =>
        {
            rented++;
            return ScratchBlock.Create(slots, words);
        };
        foreach (int levels in new[] { 2, 30, 30 })
        {
            var root = RootAsync(deep, levels);
            leaf.Complete();
            leaf.Complete();
            Check(root.Result == levels + 2, "The result is another.");
        }
        Check(rented >= 4 && rented == Wrong.Returned, "Blocks are kept.");
        var atOnce = RootAsync(new AdapterAllocators.Deep(() => new(1)), 5);
        Check(atOnce.Result == 7 && rented == Wrong.Returned, "Blocks are kept.");

        Wrong.Given = (_, _) => null;
        Check(Fails(RootAsync(deep, 1)).Message.Contains("has given null", StringComparison.Ordinal), "The message is another.");
        Wrong.Given = (_, _) => throw new InvalidOperationException("own");
        Check(Fails(RootAsync(deep, 1)).Message == "own", "The message is another.");

        Wrong.Given = (slots, words) => slots < 400 ? ScratchBlock.Create(slots, words) : throw new NotSupportedException("no more");
        var late = RootAsync(deep, 300);
        Check(!late.IsCompleted, "It has failed too early.");
        leaf.Complete();
        Check(Fails(late).InnerException is NotSupportedException, "The reason is another.");
    }
}
