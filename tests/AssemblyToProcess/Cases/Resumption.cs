using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>What those see who take part in the resumption of a chain: contexts, schedulers, those who complete leaves, and those who are told of exceptions.</summary>
public static class Resumption
{
    static readonly AsyncLocal<string?> local = new();

    interface ILevel
    {
        ValueTask<int> GoAsync(int value);
    }

    sealed class Bottom(Func<ValueTask<int>> leaf, Exception? failure = null) : ILevel
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> GoAsync(int value)
        {
            int got = await leaf().ConfigureAwait(false);
            if (failure is not null) throw failure;
            return value + got;
        }
    }

    sealed class Relay(ILevel next) : ILevel
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> GoAsync(int value)
        {
            local.Value = "level " + value;
            int got = await next.GoAsync(value + 1);
            return got + 1;
        }
    }

    static ILevel Chain(ILevel bottom, int depth)
    {
        for (int i = 1; i < depth; i++) bottom = new Relay(bottom);
        return bottom;
    }

    /// <summary>Runs on a thread of its own, whose contexts are nobody's.</summary>
    static void Apart(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            // To be thrown again where the case waits.
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.UnsafeStart();
        thread.Join();
        failure?.Throw();
    }

    [Case(Variants = 3)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    public static async Task First_chance_exceptions(Trace trace, int variant)
    {
        var failure = trace.Register(new InvalidOperationException("counted"));
        int count = 0;
        EventHandler<FirstChanceExceptionEventArgs> handler = (_, args) =>
        {
            if (ReferenceEquals(args.Exception, failure)) Interlocked.Increment(ref count);
        };
        var level = Chain(new Bottom(async () =>
        {
            await trace.Leaf();
            return 1;
        }, failure), 1 + 4 * variant);
        AppDomain.CurrentDomain.FirstChanceException += handler;
        try
        {
            await level.GoAsync(0);
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        AppDomain.CurrentDomain.FirstChanceException -= handler;
        trace.Log("thrown", count);
    }

    /// <summary>Needs the execution context to queue a task, and says what it sees there.</summary>
    sealed class CapturingScheduler(Trace trace) : TaskScheduler
    {
        readonly ConcurrentQueue<Task> queue = new();

        protected override void QueueTask(Task task)
        {
            _ = ExecutionContext.Capture() ?? throw new InvalidOperationException("The flow is suppressed.");
            trace.Log("queued with", local.Value);
            queue.Enqueue(task);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => queue;

        internal bool TryRunOne() => queue.TryDequeue(out var task) && TryExecuteTask(task);
    }

    [Expect(Decision.Scratch, Count = 2)]
    static async Task<int> TwiceAsync(ILevel level)
    {
        local.Value = "root";
        int first = await level.GoAsync(0);
        return first + await level.GoAsync(10);
    }

    [Case(In = Places.Plain, Variants = 3)]
    public static void A_scheduler_that_captures_the_execution_context(Trace trace, int variant) => Apart(() =>
    {
        var leaves = new[] { new ManualLeaf(), new ManualLeaf() };
        int next = 0;
        var level = Chain(new Bottom(() => leaves[next++].Task), 1 + 2 * variant);
        var scheduler = new CapturingScheduler(trace);
        var root = Task.Factory.StartNew(() => TwiceAsync(level), CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
        for (int i = 0; i <= leaves.Length; i++)
        {
            while (scheduler.TryRunOne())
            {
            }
            local.Value = "completer";
            if (i < leaves.Length) leaves[i].Complete();
            trace.Log("completer has", local.Value);
        }
        trace.Log("completed", root.IsCompletedSuccessfully);
    });

    /// <summary>A context whose posts find a copy of it, as those of frameworks do that note where they are.</summary>
    sealed class CopyingContext(Trace trace, ConcurrentQueue<(SendOrPostCallback Call, object? State)> queue) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            trace.Log("posted with", local.Value);
            queue.Enqueue((d, state));
        }

        public override SynchronizationContext CreateCopy() => new CopyingContext(trace, queue);

        public override string ToString() => "copying";
    }

    [Case(In = Places.Plain, Variants = 3)]
    public static void A_context_that_copies_itself(Trace trace, int variant) => Apart(() =>
    {
        var leaves = new[] { new ManualLeaf(), new ManualLeaf() };
        int next = 0;
        var level = Chain(new Bottom(() => leaves[next++].Task), 1 + 2 * variant);
        var queue = new ConcurrentQueue<(SendOrPostCallback Call, object? State)>();
        var context = new CopyingContext(trace, queue);
        SynchronizationContext.SetSynchronizationContext(context);
        var root = TwiceAsync(level);
        for (int i = 0; i <= leaves.Length; i++)
        {
            while (queue.TryDequeue(out var posted))
            {
                SynchronizationContext.SetSynchronizationContext(context.CreateCopy());
                posted.Call(posted.State);
            }
            SynchronizationContext.SetSynchronizationContext(null);
            local.Value = "completer";
            if (i < leaves.Length) leaves[i].Complete();
            trace.Log("completer has", local.Value);
        }
        trace.Log("completed", root.IsCompletedSuccessfully);
    });

    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    static async Task SuppressingAsync(Trace trace, ILevel level, ManualLeaf own, int variant)
    {
        local.Value = "root";
        if (variant == 1) ExecutionContext.SuppressFlow();
        await level.GoAsync(0);
        trace.Log("after the first call", local.Value);
        local.Value = "root again";
        if (variant == 0 && !ExecutionContext.IsFlowSuppressed()) ExecutionContext.SuppressFlow();
        await own.Task;
        trace.Log("after its own await", local.Value);
        if (variant == 2 && !ExecutionContext.IsFlowSuppressed()) ExecutionContext.SuppressFlow();
        await level.GoAsync(10);
        trace.Log("after the second call", local.Value);
        local.Value = "root at last";
    }

    /// <summary>Under suppressed flow, and nowhere else, what a root changes reaches whoever has completed what it waits for.</summary>
    [Case(In = Places.Plain, Variants = 4)]
    public static void A_root_that_suppresses_the_flow(Trace trace, int variant) => Apart(() =>
    {
        var leaves = new[] { new ManualLeaf(), new ManualLeaf(), new ManualLeaf() };
        int next = 0;
        var level = Chain(new Bottom(() => leaves[2 * next++].Task), 3);
        local.Value = "starter";
        var root = SuppressingAsync(trace, level, leaves[1], variant);
        trace.Log("starter has", local.Value);
        for (int i = 0; i < leaves.Length; i++)
        {
            local.Value = "completer " + i;
            leaves[i].Complete();
            trace.Log($"completer {i} has", local.Value);
            trace.Log("its flow is suppressed", ExecutionContext.IsFlowSuppressed());
            if (ExecutionContext.IsFlowSuppressed()) ExecutionContext.RestoreFlow();
        }
        trace.Log("completed", root.IsCompletedSuccessfully);
    });

    [InlineArray(16)]
    struct Large
    {
        long first;
    }

    sealed class LargeRelay(ILevel next) : ILevel
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> GoAsync(int value)
        {
            Large one = default, two = default, three = default;
            one[0] = two[7] = three[15] = value;
            int got = await next.GoAsync(value + 1);
            return got + (int)(one[0] - two[7]) + (int)(three[15] - one[0]);
        }
    }

    [Expect(Decision.Scratch)]
    static async Task WaiterAsync(ILevel level, TaskCompletionSource<int> next)
    {
        int value = await level.GoAsync(0);
        next.SetResult(value);
    }

    /// <summary>Each wakes the next, through a chain, inline: plain C# moves to the thread pool before the stack ends.</summary>
    [Case(In = Places.Plain)]
    [Expect(Decision.Ordinary)]
    public static async Task Waiters_that_wake_each_other(Trace trace)
    {
        const int Waiters = 300, Depth = 48;
        var first = new TaskCompletionSource<int>();
        var last = first;
        var all = new List<Task>();
        for (int i = 0; i < Waiters; i++)
        {
            var source = last;
            ILevel level = new Bottom(() => new(source.Task));
            for (int j = 0; j < Depth; j++) level = new LargeRelay(level);
            all.Add(WaiterAsync(level, last = new()));
        }
        first.SetResult(1);
        await Task.WhenAll(all);
        trace.Log("woken", all.Count(task => task.IsCompletedSuccessfully));
        trace.Log("value", last.Task.Result);
    }
}
