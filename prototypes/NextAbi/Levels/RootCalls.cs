namespace NextAbi;

/// <summary>How a root calls, and takes what its callee gives after it was suspended. Declined: the root's builder is to await the chain.</summary>
static class RootCalls
{
    internal static Answer Enter(ILevelScratch callee, Thread thread, ref Chain? chain, int expected, bool continueOnCapturedContext, out int result)
    {
        var scratch = chain is null ? new Scratch(thread, expected) : new Scratch(thread, chain);
        var answer = callee.Next(ref scratch, out result);
        if (answer == Answer.Completed) return answer;
        if (answer == Answer.Pending) return Chain.Suspend(ref chain, ref scratch, continueOnCapturedContext) ? Answer.Pending : Answer.Declined;
        scratch.Throw();
        return answer;
    }

    internal static Answer Resume(ref Chain chain, out int result)
    {
        var scratch = new Scratch(Thread.CurrentThread, 0);
        var answer = Chain.Resume(ref chain, ref scratch);
        result = answer == Answer.Completed ? scratch.TakeResult<int>() : 0;
        return answer;
    }
}
