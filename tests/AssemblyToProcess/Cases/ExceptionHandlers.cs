using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Awaits in the blocks and the handlers of try statements.</summary>
public static class ExceptionHandlers
{
    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task AwaitInCatchAndFinally(Trace trace, int variant)
    {
        IFaulty faulty = new Faulty(trace);
        try
        {
            try
            {
                trace.Log("result", await faulty.GetAsync(variant));
            }
            catch (InvalidOperationException exception)
            {
                trace.Caught(exception);
                trace.Log("in catch", await faulty.GetAsync(3));
                throw;
            }
            finally
            {
                trace.Log("in finally", await faulty.GetAsync(3));
            }
        }
        catch (Exception exception)
        {
            trace.Caught(exception, "outer");
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task ThrowFromFinally(Trace trace, int variant)
    {
        IFaulty faulty = new Faulty(trace);
        try
        {
            try
            {
                await faulty.GetAsync(3);
            }
            finally
            {
                await faulty.RunAsync(variant);
            }
        }
        catch (Exception exception)
        {
            trace.Caught(exception);
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task NestedTry(Trace trace, int variant)
    {
        IFaulty faulty = new Faulty(trace);
        int value = 0;
        for (int i = 0; i < 2; i++)
        {
            try
            {
                value += await faulty.GetAsync(3);
                try
                {
                    value += await faulty.GetAsync(variant);
                }
                catch (ArgumentException exception) when (i == 0)
                {
                    trace.Caught(exception, "filtered");
                    value += await faulty.GetAsync(3);
                }
                finally
                {
                    trace.Log("finally", i);
                }
            }
            catch (Exception exception) when (Seen(trace, exception))
            {
                trace.Log("after filter");
            }
        }
        trace.Log("value", value);
    }

    static bool Seen(Trace trace, Exception exception)
    {
        trace.Caught(exception, "filter");
        return true;
    }

    sealed class Resource(Trace trace, string name) : IDisposable
    {
        public void Dispose() => trace.Log("disposed", name);
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Using(Trace trace, int variant)
    {
        IFaulty faulty = new Faulty(trace);
        try
        {
            using var outer = new Resource(trace, "outer");
            using (new Resource(trace, "inner")) trace.Log("result", await faulty.GetAsync(variant));
            trace.Log("result", await faulty.GetAsync(3));
        }
        catch (Exception exception)
        {
            trace.Caught(exception);
        }
    }
}
