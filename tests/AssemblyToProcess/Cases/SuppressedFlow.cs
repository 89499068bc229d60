using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>
/// Frames that suspend while the flow of the execution context is suppressed. They resume in whatever context the completing thread
/// has, and what they change there stays there.
/// </summary>
public static class SuppressedFlow
{
    /// <summary>Not on the pool, where the callee may have completed before its caller awaits it: the caller then keeps its context, in plain C# too.</summary>
    const Places Deterministic = Places.All & ~Places.Pool;

    static readonly AsyncLocal<string?> local = new();

    interface ICallee
    {
        /// <summary>0: does not touch the flow; 1: suppresses it before its leaf; 2: after it; 3: suppresses it, and throws.</summary>
        ValueTask<int> GetAsync(int how);
    }

    sealed class Callee(Trace trace) : ICallee
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int how)
        {
            trace.Where("callee enters");
            trace.Log("callee enters with", local.Value);
            if (how is 1 or 3) ExecutionContext.SuppressFlow();
            local.Value = "callee";
            if (how == 3) throw trace.Register(new InvalidOperationException("suppressed"));
            await trace.Leaf();
            trace.Where("callee resumes");
            trace.Log("callee resumes with", local.Value);
            if (how == 2 && !ExecutionContext.IsFlowSuppressed()) ExecutionContext.SuppressFlow();
            return how;
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task In_the_callee(Trace trace, int variant)
    {
        ICallee callee = new Callee(trace);
        local.Value = "caller";
        try
        {
            await callee.GetAsync(variant);
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        trace.Where("caller");
        trace.Log("caller has", local.Value);
        await callee.GetAsync(0);
        trace.Where("caller");
        trace.Log("caller has", local.Value);
    }

    [Case(In = Deterministic, Variants = 4)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task In_the_caller(Trace trace, int variant)
    {
        ICallee callee = new Callee(trace);
        local.Value = "caller";
        ExecutionContext.SuppressFlow();
        try
        {
            await callee.GetAsync(variant is 1 or 3 ? 0 : variant);
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        trace.Where("caller");
        trace.Log("caller has", local.Value);
        if (ExecutionContext.IsFlowSuppressed()) ExecutionContext.RestoreFlow();
        local.Value = "again";
        await callee.GetAsync(variant);
        trace.Where("caller");
        trace.Log("caller has", local.Value);
    }

    interface IOuter
    {
        Task RunAsync(int how);
    }

    sealed class Outer(Trace trace, ICallee callee) : IOuter
    {
        [Expect(Decision.Scratch)]
        public async Task RunAsync(int how)
        {
            local.Value = "outer";
            ExecutionContext.SuppressFlow();
            await callee.GetAsync(how);
            trace.Where("outer");
            trace.Log("outer has", local.Value);
        }
    }

    [Case(In = Deterministic, Variants = 3)]
    [Expect(Decision.Scratch)]
    public static async Task In_the_frame_between(Trace trace, int variant)
    {
        IOuter outer = new Outer(trace, new Callee(trace));
        local.Value = "caller";
        await outer.RunAsync(variant == 1 ? 0 : variant);
        trace.Where("caller");
        trace.Log("caller has", local.Value);
    }
}
