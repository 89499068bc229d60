namespace ByHand;

/// <summary>How a root calls.</summary>
static class RootCalls
{
    internal static Answer Enter(ILevelScratch callee, Thread thread, ref Chain? chain, ref int expected, bool continueOnCapturedContext, out int result)
    {
        var scratch = new Scratch(thread, chain, expected);
        var answer = callee.Next(ref scratch, out result);
        if (answer == Answer.Completed) return answer;
        if (answer == Answer.Pending) return Chain.Suspend(ref chain, ref scratch, continueOnCapturedContext, ref expected);
        scratch.Throw();
        return answer;
    }
}
