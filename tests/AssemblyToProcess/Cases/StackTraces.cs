using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>The methods, files and lines of a stack trace are those of the unwoven program.</summary>
public static class StackTraces
{
    interface IInner
    {
        ValueTask<int> GetAsync(int how);
    }

    interface IOuter
    {
        Task RunAsync(int how);
    }

    sealed class Inner(Trace trace) : IInner
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<int> GetAsync(int how)
        {
            if (how == 0)
                throw new InvalidOperationException("before");
            await trace.Leaf();
            if (how == 1) throw new InvalidOperationException("after");
            return
                await trace.FailingLeaf(new IOException("leaf"));
        }
    }

    sealed class Outer(Trace trace, IInner inner) : IOuter
    {
        [Expect(Decision.Scratch, Count = 2)]
        public async Task RunAsync(int how)
        {
            int shift = how & 4;
            trace.Log("shift", shift);
            int result = shift == 0
                ? 1
                : 2;
            result +=
                await inner.GetAsync(3 - shift + how - 3);
            trace.Log("result", result);
            await HelpAsync(how);
        }

        /// <summary>Called directly.</summary>
        [Expect(Decision.Scratch)]
        async Task HelpAsync(int how)
        {
            for (int i = 0; i < 3; i++)
            {
                trace.Log("round", i);
                trace.Log("result",
                    await inner.GetAsync(how));
            }
        }
    }

    sealed class Direct(Trace trace, IInner inner) : IOuter
    {
        [Expect(Decision.Scratch)]
        public async Task RunAsync(int how)
        {
            trace.Log("direct");
            await HelpAsync(
                how,
                inner);
        }

        [Expect(Decision.Scratch, Count = 2)]
        static async ValueTask HelpAsync(int how, IInner inner)
        {
            if (how < 0) await inner.GetAsync(how);

            await inner.GetAsync(how);
        }
    }

    [Case(Variants = 6)]
    [Expect(Decision.Scratch)]
    public static async Task MethodsAndLines(Trace trace, int variant)
    {
        IOuter outer = variant < 3 ? new Outer(trace, new Inner(trace)) : new Direct(trace, new Inner(trace));
        try
        {
            trace.Log("variant", variant);
            await outer.RunAsync(variant % 3);
        }
        catch (Exception exception)
        {
            trace.Frames(exception);
            trace.Log("no MoveNext or helper", !exception.StackTrace!.Contains("MoveNext", StringComparison.Ordinal) && !exception.StackTrace.Contains("Unboxed.", StringComparison.Ordinal));
        }
    }
}
