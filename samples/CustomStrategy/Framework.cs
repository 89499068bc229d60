namespace CustomStrategy;

/// <summary>Calls a handler as a framework does that is not woven: it makes several calls, each of which suspends, and takes their results as they complete.</summary>
static class Framework
{
    const int Rounds = 10_000;

    /// <returns>The sum of the results, and the bytes that a call has allocated, after the first half of the rounds.</returns>
    internal static (long Sum, double Bytes) Run(IHandler handler, Channel channel, int callsAtOnce)
    {
        var calls = new ValueTask<int>[callsAtOnce];
        long sum = 0, before = 0;
        for (int round = 0; round < Rounds; round++)
        {
            if (round == Rounds / 2) before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < calls.Length; i++) calls[i] = handler.HandleAsync(round);
            channel.Answer();
            channel.Answer();
            foreach (var call in calls) sum += call.GetAwaiter().GetResult();
        }
        return (sum, (GC.GetAllocatedBytesForCurrentThread() - before) / (Rounds / 2.0 * callsAtOnce));
    }
}
