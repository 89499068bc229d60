using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Frames that were suspended under suppressed flow, and whose callee completes where they may not continue.</summary>
public static class SuppressedFlowHops
{
    static readonly AsyncLocal<string?> Local = new();

    interface ICallee
    {
        ValueTask<int> GetAsync(int value);
    }

    sealed class Callee(Trace trace) : ICallee
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int value) => await trace.Leaf(value).ConfigureAwait(false);
    }

    sealed class Middle(Trace trace, ICallee inner) : ICallee
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> GetAsync(int value)
        {
            if (!ExecutionContext.IsFlowSuppressed()) ExecutionContext.SuppressFlow();
            int result = await inner.GetAsync(value);
            trace.Where("middle");
            trace.Log("local", Local.Value);
            return result;
        }
    }

    /// <summary>
    /// On a scheduler: what the task that carries the frame there would capture is not what plain C# continues in. Not on the pool, where the callee may have
    /// completed before its caller awaits it: the caller then keeps its context, in plain C# too.
    /// </summary>
    [Case(In = Places.All & ~Places.Pool)]
    [Expect(Decision.Scratch)]
    public static async Task TheRootsContextDoesNotFollow(Trace trace)
    {
        Local.Value = "root";
        ICallee callee = new Middle(trace, new Callee(trace));
        trace.Log("result", await callee.GetAsync(1).ConfigureAwait(false));
        trace.Log("local", Local.Value);
        Local.Value = null;
    }
}
