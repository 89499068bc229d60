using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>A frame that continues in the SynchronizationContext that its callee has left, on a task scheduler.</summary>
public static class SchedulersAndContexts
{
    interface ICallee
    {
        Task<int> RunAsync(SynchronizationContext context);
    }

    sealed class Callee(Trace trace) : ICallee
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> RunAsync(SynchronizationContext context)
        {
            SynchronizationContext.SetSynchronizationContext(null);
            await trace.Leaf();
            trace.Where("callee");
            SynchronizationContext.SetSynchronizationContext(context);
            return 1;
        }
    }

    interface IBetween
    {
        Task<int> RunAsync(ICallee callee, SynchronizationContext context, bool throws);
    }

    sealed class Between(Trace trace) : IBetween
    {
        [Expect(Decision.Scratch)]
        public async Task<int> RunAsync(ICallee callee, SynchronizationContext context, bool throws)
        {
            SynchronizationContext.SetSynchronizationContext(context);
            int result = await callee.RunAsync(context);
            trace.Where("between");
            trace.Log("current is the default", TaskScheduler.Current == TaskScheduler.Default);
            if (throws) throw trace.Register(new InvalidOperationException("between"));
            return result;
        }
    }

    [Case(In = Places.Plain | Places.Scheduler, Variants = 4)]
    [Expect(Decision.Scratch)]
    public static async Task TheContextIsLeftBehind(Trace trace, int variant)
    {
        IBetween between = new Between(trace);
        SynchronizationContext context = variant < 2 ? trace.Driver.Ui : trace.Driver.Other;
        try
        {
            trace.Log("result", await between.RunAsync(new Callee(trace), context, variant % 2 == 1));
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        trace.Where("caller");
    }
}
