using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Exception filters run in their own frame's contexts, after the callee has been left; and awaits within handlers of awaits.</summary>
public static class Filters
{
    static readonly AsyncLocal<string> local = new();

    interface IService
    {
        /// <summary>0: throws at once; 1: after its leaf; 2: its leaf fails; 3: is canceled; 4: returns.</summary>
        Task<int> WorkAsync(int how, string name);

        ValueTask<int> PassAsync(int how, string name);
    }

    sealed class Service(Trace trace) : IService
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async Task<int> WorkAsync(int how, string name)
        {
            local.Value = name;
            SynchronizationContext.SetSynchronizationContext(trace.Driver.Other);
            try
            {
                if (how == 0) throw trace.Register(new InvalidOperationException(name));
                await trace.Leaf().ConfigureAwait(false);
                local.Value = name + "'";
                if (how == 1) throw trace.Register(new InvalidOperationException(name));
                if (how == 3) throw trace.Register(new OperationCanceledException(name, new CancellationToken(true)));
                return how == 2 ? await trace.FailingLeaf(trace.Register(new InvalidOperationException(name))) : how;
            }
            finally
            {
                trace.Log($"{name} is left", local.Value);
            }
        }

        [Expect(Decision.Scratch, Count = 2)]
        public async ValueTask<int> PassAsync(int how, string name)
        {
            local.Value = "pass";
            int attempts = 0;
            while (true)
            {
                try
                {
                    return await ((IService)this).WorkAsync(how, name + attempts);
                }
                catch (Exception exception) when (attempts++ == 0 && Seen(trace, exception, "first filter"))
                {
                    trace.Log("retried", await ((IService)this).WorkAsync(4, "in the handler"));
                }
                finally
                {
                    trace.Log("pass is left", local.Value);
                }
            }
        }
    }

    static bool Seen(Trace trace, Exception exception, string where)
    {
        trace.Caught(exception, where);
        trace.Log(where, local.Value);
        trace.Where(where);
        return true;
    }

    [Case(Variants = 10)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task RunInTheContextsOfTheirFrame(Trace trace, int variant)
    {
        IService service = new Service(trace);
        local.Value = "root";
        try
        {
            int how = variant % 5;
            trace.Log("result", variant < 5 ? await service.WorkAsync(how, "callee") : await service.PassAsync(how, "callee"));
        }
        catch (OperationCanceledException exception) when (Seen(trace, exception, "canceled"))
        {
            trace.Where("handler");
        }
        catch (Exception exception) when (!Seen(trace, exception, "declined") || exception is InvalidOperationException)
        {
            trace.Where("handler");
            trace.Log("handler", local.Value);
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch)]
    public static async Task AFilterThatThrowsIsFalse(Trace trace, int variant)
    {
        IService service = new Service(trace);
        try
        {
            try
            {
                await service.WorkAsync(variant, "callee");
            }
            catch (Exception) when (Throws())
            {
                trace.Log("never");
            }
        }
        catch (Exception exception)
        {
            trace.Caught(exception);
        }

        static bool Throws() => throw new NotSupportedException("in the filter");
    }

    [Case(Variants = 16)]
    [Expect(Decision.Scratch, Count = 5)]
    public static async Task AwaitsInHandlersOfAwaits(Trace trace, int variant)
    {
        IService service = new Service(trace);
        int inner = variant & 3, outer = variant >> 2;
        try
        {
            try
            {
                trace.Log("tried", await service.WorkAsync(inner, "body"));
            }
            catch (InvalidOperationException exception)
            {
                try
                {
                    trace.Log("caught", await service.PassAsync(outer, "handler"));
                }
                finally
                {
                    trace.Log("finally of the handler", await service.WorkAsync(4, "finally of the handler"));
                    trace.Caught(exception, "still known");
                }
                throw;
            }
            finally
            {
                if (outer == 1) await service.WorkAsync(inner, "finally");
                trace.Log("finally", await service.WorkAsync(4, "end of finally"));
            }
        }
        catch (Exception exception)
        {
            trace.Caught(exception, "outer");
        }
    }
}
