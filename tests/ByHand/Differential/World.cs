using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace ByHand.Differential;

/// <summary>Leaves, contexts, and a thread that completes the one in the other: one run of a script.</summary>
class World(Script script)
{
    /// <summary>In the lines of what runs in the thread pool.</summary>
    internal const string InPool = "in the pool";

    readonly List<string> lines = [], drivers = [];
    readonly BlockingCollection<Action> work = [];
    internal readonly AsyncLocal<int> Local = new();
    int leaves;
    volatile bool isInPool;

    internal Script Script => script;

    /// <summary>What the root's method has noted: how large a chain it needs.</summary>
    internal int Expected = script.Expected;

    internal virtual void Log(string line)
    {
        isInPool = Thread.CurrentThread.IsThreadPoolThread;
        lock (lines) lines.Add($"{line} local {Local.Value} context {SynchronizationContext.Current} flow {(ExecutionContext.IsFlowSuppressed() ? "-" : "+")} {(isInPool ? InPool : "")} {(TaskScheduler.Current is Scheduler ? "scheduler" : "")}");
    }

    /// <summary>What the driver finds after it has called something: what it has called may be running elsewhere by then.</summary>
    void LogOfDriver(string line)
    {
        drivers.Add($"{line} local {Local.Value} context {SynchronizationContext.Current}");
    }

    bool IsAtOnce() => (script.AtOnce >> (leaves++ & 63) & 1) != 0;

    internal virtual ValueTask<int> Source(bool fails = false)
    {
        if (IsAtOnce() && !fails) return new(leaves);
        var source = new Leaf();
        Complete(() => { if (fails) source.Core.SetException(new InvalidOperationException("leaf")); else source.Core.SetResult(leaves); });
        return new(source, source.Core.Version);
    }

    internal virtual Task<int> Task(bool runsAsynchronously = false)
    {
        if (IsAtOnce()) return System.Threading.Tasks.Task.FromResult(leaves);
        var source = new TaskCompletionSource<int>(runsAsynchronously ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
        Complete(() => source.SetResult(leaves));
        return source.Task;
    }

    internal ValueTask VoidSource()
    {
        if (IsAtOnce()) return default;
        var source = new VoidLeaf();
        Complete(() => source.Core.SetResult(0));
        return new(source, source.Core.Version);
    }

    internal Task VoidTask(bool mayFail)
    {
        if (IsAtOnce()) return System.Threading.Tasks.Task.CompletedTask;
        var source = new TaskCompletionSource();
        bool fails = mayFail && leaves % 3 == 0;
        Complete(() =>
        {
            if (fails) source.SetException(new InvalidOperationException("task"));
            else source.SetResult();
        });
        return source.Task;
    }

    /// <summary>In the pool, whose threads begin at once: a caller that is still on its way to its await would find it completed.</summary>
    internal static void LetCallersSuspend()
    {
        if (Thread.CurrentThread.IsThreadPoolThread) Thread.Sleep(2);
    }

    internal Awaitable Custom() => new(this);

    internal readonly struct Awaitable(World world)
    {
        public Awaiter GetAwaiter() => new(world, world.IsAtOnce());
    }

    /// <summary>One that captures nothing by itself.</summary>
    internal readonly struct Awaiter(World world, bool isCompleted) : ICriticalNotifyCompletion
    {
        readonly int result = world.leaves;

        public bool IsCompleted => isCompleted;

        public int GetResult() => result;

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => world.Complete(continuation);
    }

    void Complete(Action complete)
    {
        int number = leaves;
        work.Add(() =>
        {
            Log($"complete {number}");
            // Whoever completes has contexts of its own.
            Local.Value = 100 + number;
            if (number % 3 == 1) SynchronizationContext.SetSynchronizationContext(new Queue(this, 9));
            if (number % 4 == 2 && script.HasScheduler) RunOnScheduler(complete);
            else complete();
            LogOfDriver($"completed {number}");
        });
    }

    Scheduler? scheduler;

    Scheduler Scheduled => scheduler ??= new(this);

    sealed class Scheduler(World world) : TaskScheduler
    {
        protected override IEnumerable<Task> GetScheduledTasks() => [];

        protected override void QueueTask(Task task)
        {
            world.Log("queue");
            world.work.Add(() => TryExecuteTask(task));
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
        {
            if (world.isDriversTask)
            {
                world.isDriversTask = false;
                return TryExecuteTask(task);
            }
            world.Log($"inline {taskWasPreviouslyQueued}");
            return world.Script.RunsInline && TryExecuteTask(task);
        }
    }

    bool isDriversTask;

    void RunOnScheduler(Action action)
    {
        isDriversTask = true;
        new Task(action).RunSynchronously(Scheduled);
    }

    internal SynchronizationContext Context(int number) => new Queue(this, number);

    internal string Run(Func<World, Task<int>> start)
    {
        string? result = null;
        var thread = new Thread(() =>
        {
            Local.Value = 1;
            Task<int> task = null!;
            if (script.HasScheduler) RunOnScheduler(() => task = start(this));
            else task = start(this);
            LogOfDriver("started");
            task.ContinueWith(_ => work.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            try
            {
                while (work.TryTake(out var next, 5000))
                {
                    // What runs in the pool is to be suspended by then: which of the two is faster is not compared.
                    if (isInPool) Thread.Sleep(2);
                    var before = ExecutionContext.Capture();
                    next();
                    SynchronizationContext.SetSynchronizationContext(null);
                    if (before is not null) ExecutionContext.Restore(before);
                }
            }
            // What comes out of a completion is compared as well.
            catch (Exception exception)
            {
                LogOfDriver("driver: " + exception.GetType().Name + exception.Message);
            }
            result = !task.IsCompleted ? "hangs" : task.IsFaulted ? "failed: " + task.Exception!.InnerException!.Message : "result " + task.Result;
        });
        thread.Start();
        thread.Join();
        return string.Join("\n", [.. lines, "- driver", .. drivers, result]);
    }

    protected sealed class Leaf : IValueTaskSource<int>
    {
        internal ManualResetValueTaskSourceCore<int> Core;

        public int GetResult(short token) => Core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => Core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => Core.OnCompleted(continuation, state, token, flags);
    }

    sealed class VoidLeaf : IValueTaskSource
    {
        internal ManualResetValueTaskSourceCore<int> Core;

        public void GetResult(short token) => Core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => Core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => Core.OnCompleted(continuation, state, token, flags);
    }

    sealed class Queue(World world, int number) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            world.Log($"post to {number}");
            world.work.Add(() =>
            {
                SetSynchronizationContext(this);
                d(state);
                world.LogOfDriver($"posted to {number}");
            });
        }

        public override string ToString() => $"q{number}";
    }
}
