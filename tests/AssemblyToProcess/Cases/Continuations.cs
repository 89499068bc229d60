using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>
/// Leaves that call a continuation twice, or late. The framework's boxes make nothing good of that either, but a pooled chain must
/// fail fast: it may serve somebody else by then.
/// </summary>
public static class Continuations
{
    interface ICallee
    {
        ValueTask<int> GetAsync(ManualLeaf[] leaves);
    }

    sealed class Callee : ICallee
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(ManualLeaf[] leaves)
        {
            int sum = 0;
            foreach (var leaf in leaves) sum += await leaf.Task;
            return sum;
        }
    }

    [Expect(Decision.Scratch)]
    static async Task<int> RunAsync(ManualLeaf[] leaves)
    {
        ICallee callee = new Callee();
        return await callee.GetAsync(leaves);
    }

    static ManualLeaf[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(_ => new ManualLeaf())];

    static void FailsFast(Trace trace, ManualLeaf leaf, string when)
    {
        try
        {
            leaf.Continue();
            trace.Log($"no exception {when}");
        }
        catch (InvalidOperationException)
        {
        }
    }

    static void Check(Trace trace, bool condition, string what)
    {
        if (!condition) trace.Log(what);
    }

    [WovenOnly]
    public static void A_continuation_called_twice_fails_fast_once_the_chain_has_completed(Trace trace)
    {
        var leaves = Leaves(1);
        var root = RunAsync(leaves);
        leaves[0].Complete();
        Check(trace, root is { IsCompletedSuccessfully: true, Result: 1 }, "the root has not completed");
        FailsFast(trace, leaves[0], "after completion");
        FailsFast(trace, leaves[0], "after completion, again");
    }

    [WovenOnly]
    public static void A_continuation_called_late_does_not_touch_the_chain_of_another_root(Trace trace)
    {
        for (int suspensions = 1; suspensions <= 4; suspensions++)
        {
            var stale = Leaves(1);
            var first = RunAsync(stale);
            stale[0].Complete();
            Check(trace, first.IsCompletedSuccessfully, "the first root has not completed");
            // The next root on this thread takes the chain out of the pool.
            var leaves = Leaves(suspensions);
            var second = RunAsync(leaves);
            for (int i = 0; i < suspensions; i++)
            {
                FailsFast(trace, stale[0], $"at suspension {i} of {suspensions}");
                Check(trace, !second.IsCompleted, $"the second root was disturbed at suspension {i} of {suspensions}");
                if (second.IsCompleted) break;
                leaves[i].Complete();
            }
            Check(trace, second.IsCompletedSuccessfully && second.Result == suspensions, $"the second root has not completed with {suspensions} suspensions");
        }
    }

    [WovenOnly]
    public static void A_continuation_called_late_does_not_resume_its_own_chain(Trace trace)
    {
        var leaves = Leaves(4);
        var root = RunAsync(leaves);
        for (int i = 0; i < leaves.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                FailsFast(trace, leaves[j], $"of leaf {j} at leaf {i}");
                Check(trace, !root.IsCompleted, $"leaf {j} has resumed the chain at leaf {i}");
            }
            if (root.IsCompleted) break;
            leaves[i].Complete();
        }
        Check(trace, root.IsCompletedSuccessfully && root.Result == 4, "the root has not completed");
    }
}
