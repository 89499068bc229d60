using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Fails in every way that an async method can.</summary>
interface IFaulty
{
    /// <summary>0: throws before the first await; 1: after it; 2: its leaf fails; 3: returns.</summary>
    ValueTask<int> GetAsync(int how);

    Task RunAsync(int how);

    ValueTask<int> NotAsync(int how);
}

sealed class Faulty(Trace trace) : IFaulty
{
    [Expect(Decision.Ordinary, Count = 2)]
    public async ValueTask<int> GetAsync(int how)
    {
        trace.Log("entered");
        if (how == 0) throw trace.Register(new InvalidOperationException("before"));
        await trace.Leaf();
        if (how == 1) throw trace.Register(new ArgumentException("after"));
        if (how == 2) await trace.FailingLeaf(trace.Register(new IOException("leaf")));
        return 3;
    }

    [Expect(Decision.Scratch)]
    public async Task RunAsync(int how)
    {
        try
        {
            int result = await ((IFaulty)this).GetAsync(how);
            trace.Log("inner result", result);
        }
        finally
        {
            trace.Log("inner finally");
        }
    }

    public ValueTask<int> NotAsync(int how) => how == 0 ? throw trace.Register(new InvalidOperationException("at the call")) : trace.Leaf(how);
}
