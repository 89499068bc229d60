using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>
/// Handlers of changed AsyncLocals run while a chain unwinds or resumes, and start chains of their own. How often they run is
/// not part of the semantics; that everybody gets the right result is.
/// </summary>
public static class ContextHandlers
{
    interface ICallee
    {
        ValueTask<int> GetAsync(int value);

        ValueTask<int> ThroughAsync(int value);
    }

    sealed class Callee(Func<ValueTask> leaf, AsyncLocal<int>? local) : ICallee
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> GetAsync(int value)
        {
            local?.Value = value;
            await leaf();
            local?.Value = -value;
            return value;
        }

        [Expect(Decision.Scratch)]
        public async ValueTask<int> ThroughAsync(int value)
        {
            local?.Value = value + 1000;
            return await ((ICallee)this).GetAsync(value);
        }
    }

    sealed class Side(Trace trace)
    {
        readonly ICallee callee = new Callee(trace.AlwaysSuspends, null);
        readonly List<Task<int>> started = [];
        bool isStarting;

        /// <summary>Called in the middle of a change of contexts.</summary>
        public void Start()
        {
            if (isStarting || started.Count >= 50) return;
            isStarting = true;
            started.Add(RunAsync(started.Count));
            isStarting = false;
        }

        [Expect(Decision.Scratch)]
        async Task<int> RunAsync(int index) => await callee.ThroughAsync(index);

        [Expect(Decision.Ordinary)]
        public async Task<bool> AllRightAsync()
        {
            for (int i = 0; i < started.Count; i++)
            {
                if (await started[i] != i) return false;
            }
            return started.Count > 0;
        }
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task A_handler_starts_a_chain_that_suspends(Trace trace)
    {
        Side? side = null;
        var local = new AsyncLocal<int>(_ => side?.Start());
        ICallee callee = new Callee(() => trace.Leaf(), local);
        local.Value = 1;
        side = new(trace);
        for (int i = 0; i < 3; i++)
        {
            trace.Log("result", await callee.ThroughAsync(10 + i));
            trace.Log("caller has", local.Value);
        }
        trace.Log("result", await callee.GetAsync(20));
        trace.Log("caller has", local.Value);
        var handled = side;
        side = null;
        trace.Log("chains of the handler", await handled.AllRightAsync());
    }
}
