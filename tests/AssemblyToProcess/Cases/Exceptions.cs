using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Exceptions that leave a callee: the same instance, thrown at the await.</summary>
public static class Exceptions
{
    [Case(Variants = 4)]
    [Expect(Decision.Scratch)]
    public static async Task Catch(Trace trace, int variant)
    {
        IFaulty faulty = new Faulty(trace);
        try
        {
            trace.Log("result", await faulty.GetAsync(variant));
        }
        catch (Exception exception)
        {
            trace.Caught(exception);
            trace.Frames(exception);
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch)]
    public static async Task CatchThroughAFrame(Trace trace, int variant)
    {
        IFaulty faulty = new Faulty(trace);
        try
        {
            await faulty.RunAsync(variant);
            trace.Log("no exception");
        }
        catch (ArgumentException exception)
        {
            trace.Caught(exception, "argument");
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception, "operation");
        }
        catch (IOException exception)
        {
            trace.Caught(exception, "input");
            trace.Frames(exception);
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch)]
    public static async Task Uncaught(Trace trace, int variant)
    {
        IFaulty faulty = new Faulty(trace);
        await faulty.RunAsync(variant);
        trace.Log("no exception");
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch)]
    public static async Task AVariableKeepsItsValueWhenTheCalleeThrows(Trace trace, int variant)
    {
        IFaulty faulty = new Faulty(trace);
        int value = 5;
        try
        {
            value = await faulty.GetAsync(variant);
        }
        catch (Exception exception)
        {
            trace.Caught(exception);
        }
        trace.Log("value", value);
    }

    sealed class Target
    {
        public int Field = 5;
        public readonly int[] Array = [5];
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task AFieldAndAnElementKeepTheirValues(Trace trace, int variant)
    {
        IFaulty faulty = new Faulty(trace);
        var target = new Target();
        try
        {
            target.Field = await faulty.GetAsync(variant);
        }
        catch (Exception exception)
        {
            trace.Caught(exception);
        }
        try
        {
            target.Array[0] = await faulty.GetAsync(variant);
        }
        catch (Exception exception)
        {
            trace.Caught(exception);
        }
        trace.Log("field", target.Field);
        trace.Log("element", target.Array[0]);
    }

    [Case(Variants = 2)]
    [Expect(Decision.Ordinary, Reason = "No implementer of the method is async.")]
    public static async Task ACalleeThatIsNotAsyncThrowsAtTheCall(Trace trace, int variant)
    {
        IFaulty faulty = new Faulty(trace);
        try
        {
            trace.Log("result", await faulty.NotAsync(variant));
        }
        catch (Exception exception)
        {
            trace.Caught(exception);
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task TwiceInARow(Trace trace, int variant)
    {
        // The space of a callee that has thrown serves the next one.
        IFaulty faulty = new Faulty(trace);
        for (int i = 0; i < 3; i++)
        {
            try
            {
                await faulty.RunAsync(variant);
            }
            catch (Exception exception)
            {
                trace.Caught(exception);
            }
        }
        trace.Log("result", await faulty.GetAsync(3));
    }
}
