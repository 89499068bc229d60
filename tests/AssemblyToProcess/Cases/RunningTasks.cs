using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>A leaf that is completed in a task: what waits for it itself sees that task as the current one, and what waits for that does not.</summary>
public static class RunningTasks
{
    interface ILevel
    {
        ValueTask<int> GoAsync(int times);
    }

    sealed class Inner(Trace trace, ManualLeaf[] leaves, bool throws) : ILevel
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GoAsync(int times)
        {
            int sum = 0;
            for (int i = 0; i < times; i++)
            {
                sum += await leaves[i].Task;
                Tell(trace, "inner");
            }
            return throws ? throw trace.Register(new InvalidOperationException("inner")) : sum;
        }
    }

    sealed class Outer(Trace trace, ILevel inner) : ILevel
    {
        static readonly AsyncLocal<int> local = new();

        [Expect(Decision.Scratch, Count = 2)]
        public async ValueTask<int> GoAsync(int times)
        {
            local.Value = times;
            try
            {
                int sum = await inner.GoAsync(times);
                Tell(trace, "outer");
                return sum;
            }
            catch (InvalidOperationException exception)
            {
                Tell(trace, "outer catches");
                trace.Caught(exception);
                return await inner.GoAsync(0) + 10;
            }
            finally
            {
                Tell(trace, "outer ends");
            }
        }
    }

    static void Tell(Trace trace, string label) => trace.Log(label, (Task.CurrentId is not null, TaskScheduler.Current == TaskScheduler.Default));

    [Expect(Decision.Scratch)]
    static async Task<int> RootAsync(Trace trace, ILevel level, int times)
    {
        int sum = await level.GoAsync(times);
        Tell(trace, "root");
        return sum;
    }

    [Case(In = Places.Plain | Places.Ui | Places.Scheduler, Variants = 10)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Escapes)]
    public static async Task A_leaf_is_completed_in_a_task(Trace trace, int variant)
    {
        var leaves = new[] { new ManualLeaf(), new ManualLeaf() };
        ILevel level = new Inner(trace, leaves, throws: variant / 5 == 1 && variant % 5 > 0);
        for (int i = 0; i < variant % 5; i++) level = new Outer(trace, level);
        int times = 1 + variant / 5;
        var root = RootAsync(trace, level, times);
        for (int i = 0; i < times; i++)
        {
            var leaf = leaves[i];
            while (!leaf.IsWaitedFor) await trace.AlwaysSuspends();
            var completer = new Task(() =>
            {
                int? own = Task.CurrentId;
                leaf.Complete();
                trace.Log("the completer is itself", Task.CurrentId == own && own is not null);
            });
            completer.RunSynchronously(TaskScheduler.Default);
        }
        trace.Log("result", await root);
    }

    /// <summary>Runs what is posted in a task of its own, as contexts do that are made of tasks.</summary>
    sealed class InTasks(Trace trace) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => trace.Driver.Other.Post(_ => Run(d, state), null);

        void Run(SendOrPostCallback d, object? state)
        {
            var task = new Task(() =>
            {
                int? own = Task.CurrentId;
                SetSynchronizationContext(this);
                d(state);
                trace.Log("the context's task is itself", Task.CurrentId == own && own is not null);
            });
            task.RunSynchronously(TaskScheduler.Default);
        }
    }

    sealed class OnTask(Trace trace) : ILevel
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GoAsync(int times)
        {
            int sum = 0;
            for (int i = 0; i < times; i++)
            {
                sum += await trace.LeafTask(1);
                Tell(trace, "inner");
            }
            return sum;
        }
    }

    [Case(In = Places.Plain | Places.Ui, Variants = 8)]
    [Expect(Decision.Escapes)]
    public static async Task A_context_runs_what_is_posted_in_a_task(Trace trace, int variant)
    {
        ILevel level = new OnTask(trace);
        for (int i = 0; i < variant % 4; i++) level = new Outer(trace, level);
        SynchronizationContext.SetSynchronizationContext(new InTasks(trace));
        var root = RootAsync(trace, level, 1 + variant / 4);
        SynchronizationContext.SetSynchronizationContext(trace.Driver.Ui);
        trace.Log("result", await root);
    }
}
