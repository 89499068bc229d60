using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Exceptions that leave a callee: the same instance, thrown at the await.</summary>
public static class Exceptions
{
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

    interface ICancellable
    {
        Task<int> WaitAsync(CancellationToken token, bool before);
    }

    sealed class Cancellable(Trace trace) : ICancellable
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async Task<int> WaitAsync(CancellationToken token, bool before)
        {
            if (before) token.ThrowIfCancellationRequested();
            await trace.Leaf();
            token.ThrowIfCancellationRequested();
            await trace.FailingLeaf(trace.Register(new TaskCanceledException("leaf")));
            return 1;
        }
    }

    [Case(Variants = 3)]
    [Expect(Decision.Scratch)]
    public static async Task Cancellation(Trace trace, int variant)
    {
        using var source = new CancellationTokenSource();
        if (variant < 2) source.Cancel();
        ICancellable cancellable = new Cancellable(trace);
        try
        {
            trace.Log("result", await cancellable.WaitAsync(source.Token, variant == 0));
        }
        catch (OperationCanceledException exception)
        {
            trace.Log("canceled", exception.CancellationToken == source.Token);
            trace.Caught(exception);
        }
    }

    [Case(Variants = 3)]
    [Expect(Decision.Scratch)]
    public static async Task CancellationCancelsTheRoot(Trace trace, int variant)
    {
        using var source = new CancellationTokenSource();
        if (variant < 2) source.Cancel();
        ICancellable cancellable = new Cancellable(trace);
        trace.Log("result", await cancellable.WaitAsync(source.Token, variant == 0));
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
