namespace Unboxed.Cli.Dump.Memory;

/// <summary>The framework's private fields that are read, all of them: a test finds each in the framework that it runs on.</summary>
static class FrameworkFields
{
    internal const string Task = "System.Threading.Tasks.Task";

    /// <summary>Of a task: who goes on when it has completed.</summary>
    internal const string Continuation = "m_continuationObject";

    internal const string TaskFlags = "m_stateFlags", TaskAction = "m_action";

    /// <summary>Task.TASK_STATE_COMPLETED_MASK.</summary>
    internal const int CompletedMask = 0x1600000;

    /// <summary>Of the box of an async method.</summary>
    internal const string StateMachine = "StateMachine";

    internal const string AsyncBox = "System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1+AsyncStateMachineBox`1";
    internal const string PooledBox = "System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder`1+StateMachineBox`1";

    /// <summary>Of a pooled box: what those await who wait for it.</summary>
    internal const string PooledSource = "_valueTaskSource", SourceCompleted = "_completed";

    internal const string SourceCore = "System.Threading.Tasks.Sources.ManualResetValueTaskSourceCore`1";

    internal const string DelegateTarget = "_target", ListItems = "_items", ListSize = "_size";

    /// <summary>Of continuations that wrap others.</summary>
    internal const string WrappedAction = "m_action", WrappedContinuation = "_continuation", ContinuationTask = "m_task";

    internal const string AwaitContinuation = "System.Threading.Tasks.AwaitTaskContinuation";
    internal const string ContinuationWrapper = "System.Runtime.CompilerServices.AsyncMethodBuilderCore+ContinuationWrapper";
    internal const string ContinueWithContinuation = "System.Threading.Tasks.ContinueWithTaskContinuation";

    internal const string DelayPromise = "System.Threading.Tasks.Task+DelayPromise", DelayTimer = "_timer";
    internal const string Timer = "System.Threading.TimerQueueTimer", DueTime = "_dueTime";

    /// <summary>Each field, by the type that has it.</summary>
    internal static readonly IReadOnlyList<(string Type, string Field)> All =
    [
        (Task, Continuation), (Task, TaskFlags), (Task, TaskAction), (AsyncBox, StateMachine), (PooledBox, StateMachine), (PooledBox, PooledSource), (SourceCore, SourceCompleted),
        ("System.Delegate", DelegateTarget), ("System.Collections.Generic.List`1", ListItems), ("System.Collections.Generic.List`1", ListSize), (AwaitContinuation, WrappedAction),
        (ContinuationWrapper, WrappedContinuation), (ContinueWithContinuation, ContinuationTask), (DelayPromise, DelayTimer), (Timer, DueTime),
    ];
}
