using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Execution contexts: what a callee changes stays its own, and each frame resumes in its own.</summary>
public static class AsyncLocals
{
    static readonly AsyncLocal<string?> local = new(), second = new();

    interface ICallee
    {
        /// <summary>0: changes before its leaf; 1: after it; 2: both; 3: before, and throws at once; 4: both, and throws; 5: none.</summary>
        ValueTask<int> ChangeAsync(int how);

        Task<int> ThroughAsync(int how);

        /// <summary>Not async: what it changes reaches its caller.</summary>
        ValueTask<int> LeakAsync();
    }

    sealed class Callee(Trace trace) : ICallee
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> ChangeAsync(int how)
        {
            trace.Log("callee enters with", local.Value);
            if (how is 0 or 2 or 3 or 4) local.Value = "callee before";
            if (how == 3) throw trace.Register(new InvalidOperationException("before"));
            await trace.Leaf();
            trace.Log("callee resumes with", local.Value);
            if (how is 1 or 2 or 4) local.Value = "callee after";
            if (how == 4) throw trace.Register(new InvalidOperationException("after"));
            return how;
        }

        [Expect(Decision.Scratch)]
        public async Task<int> ThroughAsync(int how)
        {
            local.Value = "through";
            second.Value = "second";
            try
            {
                return await ((ICallee)this).ChangeAsync(how);
            }
            finally
            {
                trace.Log("through has", local.Value);
                trace.Log("through has", second.Value);
            }
        }

        public ValueTask<int> LeakAsync()
        {
            local.Value = "leaked";
            return trace.Leaf(1);
        }
    }

    [Case(Variants = 6)]
    [Expect(Decision.Scratch)]
    public static async Task Callee_changes_stay_invisible(Trace trace, int variant)
    {
        ICallee callee = new Callee(trace);
        local.Value = "caller";
        try
        {
            await callee.ChangeAsync(variant);
        }
        catch (InvalidOperationException exception) when (Filter(trace))
        {
            trace.Caught(exception);
            trace.Log("catch has", local.Value);
        }
        trace.Log("caller has", local.Value);
    }

    static bool Filter(Trace trace)
    {
        trace.Log("filter has", local.Value);
        trace.Where("filter");
        return true;
    }

    [Case(Variants = 6)]
    [Expect(Decision.Scratch)]
    public static async Task Callee_changes_stay_invisible_to_a_caller_without_a_context(Trace trace, int variant)
    {
        ICallee callee = new Callee(trace);
        trace.Log("caller starts with", local.Value);
        try
        {
            await callee.ChangeAsync(variant);
        }
        catch (InvalidOperationException) when (Filter(trace))
        {
            trace.Log("catch has", local.Value);
        }
        trace.Log("caller has", local.Value);
    }

    [Case(Variants = 6)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Each_frame_resumes_in_its_own_context(Trace trace, int variant)
    {
        ICallee callee = new Callee(trace);
        local.Value = "root";
        for (int i = 0; i < 2; i++)
        {
            try
            {
                await callee.ThroughAsync(variant);
            }
            catch (InvalidOperationException) when (Filter(trace))
            {
                trace.Log("catch has", local.Value);
            }
            trace.Log("root has", local.Value);
            trace.Log("root has", second.Value);
            second.Value = "root's second";
        }
        local.Value = null;
        trace.Log("result", await callee.ThroughAsync(5));
        trace.Log("root has", local.Value);
    }

    [Case]
    [Expect(Decision.Ordinary, Reason = "No implementer of the method is async.")]
    public static async Task A_plain_method_leaks_its_changes(Trace trace)
    {
        ICallee callee = new Callee(trace);
        local.Value = "caller";
        await callee.LeakAsync();
        trace.Log("caller has", local.Value);
    }

    interface IDeep
    {
        ValueTask DownAsync(int depth);
    }

    sealed class Deep(Trace trace) : IDeep
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public async ValueTask DownAsync(int depth)
        {
            trace.Log($"{depth} enters with", local.Value);
            local.Value = $"{depth}";
            await trace.Leaf();
            trace.Log($"{depth} resumes with", local.Value);
            if (depth < 5) await ((IDeep)this).DownAsync(depth + 1);
            trace.Log($"{depth} continues with", local.Value);
            local.Value += "'";
            await trace.Leaf();
            trace.Log($"{depth} ends with", local.Value);
        }
    }

    [Case(Bits = 8)]
    [Expect(Decision.Scratch)]
    public static async Task Every_level_has_its_own_value(Trace trace)
    {
        IDeep deep = new Deep(trace);
        local.Value = "root";
        await deep.DownAsync(0);
        trace.Log("root has", local.Value);
    }

    [Case(Bits = 8)]
    [Expect(Decision.Scratch)]
    public static async Task Every_level_has_its_own_value_where_the_root_has_none(Trace trace)
    {
        IDeep deep = new Deep(trace);
        await deep.DownAsync(0);
        trace.Log("root has", local.Value);
    }

    interface INeutral
    {
        ValueTask<int> AddAsync(int a, int b);

        ValueTask<int> TwiceAsync(int a);
    }

    sealed class Neutral(Trace trace) : INeutral
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> AddAsync(int a, int b) => a + b + await trace.Leaf(0);

        [Expect(Decision.Scratch, Count = 2)]
        public async ValueTask<int> TwiceAsync(int a) => await ((INeutral)this).AddAsync(a, a) + await ((INeutral)this).AddAsync(0, 0);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task The_caller_changes_between_calls(Trace trace)
    {
        INeutral neutral = new Neutral(trace);
        for (int i = 0; i < 3; i++)
        {
            local.Value = $"before {i}";
            trace.Log("sum", await neutral.TwiceAsync(i));
            trace.Log("has", local.Value);
            local.Value = $"after {i}";
        }
        local.Value = null;
        trace.Log("sum", await neutral.AddAsync(1, 2));
        trace.Log("has", local.Value);
        second.Value = "x";
        trace.Log("sum", await neutral.TwiceAsync(3));
        trace.Log("has", second.Value);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Activities_follow_the_frames(Trace trace)
    {
        using var source = new System.Diagnostics.ActivitySource("cases");
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = listened => listened == source,
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => System.Diagnostics.ActivitySamplingResult.AllData,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        IActive active = new Active(trace, source);
        using (source.StartActivity("outer"))
        {
            await active.WorkAsync(false);
            trace.Log("current", System.Diagnostics.Activity.Current?.OperationName);
            await active.WorkAsync(true);
            trace.Log("current", System.Diagnostics.Activity.Current?.OperationName);
        }
        trace.Log("current", System.Diagnostics.Activity.Current?.OperationName);
    }

    interface IActive
    {
        ValueTask WorkAsync(bool leave);
    }

    sealed class Active(Trace trace, System.Diagnostics.ActivitySource source) : IActive
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask WorkAsync(bool leave)
        {
            var activity = source.StartActivity("inner");
            await trace.Leaf();
            trace.Log("current", $"{System.Diagnostics.Activity.Current?.OperationName} in {activity?.Parent?.OperationName}");
            if (!leave) activity?.Dispose();
        }
    }
}
