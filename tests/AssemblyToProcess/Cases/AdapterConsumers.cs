using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>Consumers of futures over rooms that have their execution context flow, which no await does: where they go on, and in which contexts, is that of the framework's tasks. None asks to go on anywhere: on the thread pool it would be a matter of luck.</summary>
public static class AdapterConsumers
{
    interface ISource
    {
        ValueTask<int> NextAsync(int kind);

        ValueTask GoAsync(int kind);

        ValueTask<int> SwitchAsync(SynchronizationContext context);
    }

    static readonly AsyncLocal<int> local = new();

    sealed class Source(Trace trace) : ISource
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<int> NextAsync(int kind)
        {
            local.Value = 100 + kind;
            if (kind % 3 == 1) ExecutionContext.SuppressFlow();
            await trace.LeafTask();
            local.Value = 200 + kind;
            if (kind % 3 == 2) ExecutionContext.SuppressFlow();
            await trace.Leaf();
            return kind;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask GoAsync(int kind)
        {
            await trace.LeafTask();
            local.Value = 300 + kind;
            if (kind % 2 == 0) ExecutionContext.SuppressFlow();
        }

        /// <summary>Leaves a context to whoever waits.</summary>
        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<int> SwitchAsync(SynchronizationContext context)
        {
            await trace.LeafTask();
            await trace.Leaf();
            trace.Where("switches");
            SynchronizationContext.SetSynchronizationContext(context);
            return 1;
        }
    }

    /// <summary>Tells in which execution context it is asked to post.</summary>
    sealed class Telling(Trace trace) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            trace.Log("posted in", local.Value);
            trace.Driver.Other.Post(d, state);
        }
    }

    static ISource Make(Trace trace, int way) => Adapted.Of<ISource>(way, new Source(trace), x => Inlining.Of<ISource>(x), x => Caching.Of(x));

    static Task ArriveAsync(Trace trace, Action<Action> register)
    {
        var arrived = new TaskCompletionSource();
        register(() =>
        {
            trace.Where("arrived");
            trace.Log("in", local.Value);
            arrived.SetResult();
        });
        return arrived.Task;
    }

    [Expect(Decision.Ordinary, Count = 2)]
    static async Task ConsumeAsync(Trace trace, ISource source, int kind)
    {
        local.Value = kind;
        var number = source.NextAsync(kind).GetAwaiter();
        local.Value = 10 + kind;
        if (!number.IsCompleted) await ArriveAsync(trace, kind < 6 ? number.OnCompleted : number.UnsafeOnCompleted);
        trace.Log("next", number.GetResult());
        var going = source.GoAsync(kind).GetAwaiter();
        local.Value = 20 + kind;
        if (!going.IsCompleted) await ArriveAsync(trace, kind < 6 ? going.OnCompleted : going.UnsafeOnCompleted);
        going.GetResult();
        trace.Where("end");
        trace.Log("in", local.Value);
    }

    [Case(In = Places.All & ~Places.Pool, Variants = Adapted.Ways)]
    [Expect(Decision.Scratch)]
    public static async Task Where_they_are(Trace trace, int way)
    {
        var source = Make(trace, way);
        for (int kind = 0; kind < 9; kind++) await ConsumeAsync(trace, source, kind);
    }

    [Case(In = Places.All & ~Places.Pool, Variants = Adapted.Ways)]
    [Expect(Decision.Scratch)]
    public static async Task In_a_context_of_their_own(Trace trace, int way)
    {
        var source = Make(trace, way);
        for (int kind = 0; kind < 9; kind++)
        {
            // What it posts is run in another, and there the next begins: the case is never left for the thread pool.
            SynchronizationContext.SetSynchronizationContext(new Telling(trace));
            await ConsumeAsync(trace, source, kind);
        }
    }
    /// <summary>The callee runs on a task scheduler, and leaves the context in which its consumer waits.</summary>
    [Case(In = Places.All & ~Places.Pool, Variants = Adapted.Ways)]
    [Expect(Decision.Ordinary, Count = 3)]
    public static async Task In_the_context_that_a_callee_on_a_scheduler_leaves(Trace trace, int way)
    {
        var source = Make(trace, way);
        for (int i = 0; i < 2; i++)
        {
            var context = new Telling(trace);
            SynchronizationContext.SetSynchronizationContext(context);
            local.Value = i;
            var future = await Task.Factory.StartNew(() => source.SwitchAsync(context), CancellationToken.None, TaskCreationOptions.None, trace.Driver.Scheduler);
            SynchronizationContext.SetSynchronizationContext(context);
            if (i == 0)
            {
                trace.Log("switched", await Passed.OnValueOf(future));
            }
            else
            {
                var awaiter = future.GetAwaiter();
                if (!awaiter.IsCompleted) await ArriveAsync(trace, awaiter.OnCompleted);
                trace.Log("switched", awaiter.GetResult());
            }
            trace.Where("switched");
        }
    }

    interface ILate
    {
        ValueTask<int> WaitAsync();
    }

    sealed class Late(ManualLeaf leaf) : ILate
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> WaitAsync() => await leaf.Task;
    }

    /// <summary>The call has completed, and its consumer has seen it pending. It is queued, and not called before it has said what it will.</summary>
    [Case(In = Places.Ui | Places.Scheduler, Variants = 2 * Adapted.Ways)]
    [Expect(Decision.Ordinary)]
    public static async Task That_come_late(Trace trace, int variant)
    {
        var leaf = new ManualLeaf();
        var source = Adapted.Of<ILate>(variant / 2, new Late(leaf), x => Inlining.Of<ILate>(x), x => Caching.Of(x));
        local.Value = 1;
        var awaiter = source.WaitAsync().GetAwaiter();
        leaf.Complete();
        local.Value = 2;
        var arrived = ArriveAsync(trace, variant % 2 == 0 ? awaiter.OnCompleted : awaiter.UnsafeOnCompleted);
        trace.Log("registered");
        await arrived;
        trace.Log("late", awaiter.GetResult());
    }
}
