using System.Threading.Tasks.Sources;

namespace Unboxed.CompilerServices;

/// <summary>What <see cref="ValueTask.AsTask"/> has called when a source completes: it completes the task that stands for the future.</summary>
static class TaskOfFuture
{
    internal static readonly Action<object?>? Completion = Probe.Find();

    /// <summary>Is made a task of once, and so is given the framework's delegate.</summary>
    sealed class Probe : IValueTaskSource
    {
        Action<object?>? continuation;

        internal static Action<object?>? Find()
        {
            var probe = new Probe();
            _ = new ValueTask(probe, 0).AsTask();
            return probe.continuation;
        }

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => this.continuation = continuation;

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ValueTaskSourceStatus.Pending;

        void IValueTaskSource.GetResult(short token)
        {
        }
    }
}

/// <summary>The same of <see cref="ValueTask{TResult}.AsTask"/>: the framework has one delegate for each type.</summary>
static class TaskOfFuture<R>
{
    internal static readonly Action<object?>? Completion = Probe.Find();

    /// <inheritdoc cref="TaskOfFuture.Probe"/>
    sealed class Probe : IValueTaskSource<R>
    {
        Action<object?>? continuation;

        internal static Action<object?>? Find()
        {
            var probe = new Probe();
            _ = new ValueTask<R>(probe, 0).AsTask();
            return probe.continuation;
        }

        void IValueTaskSource<R>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => this.continuation = continuation;

        ValueTaskSourceStatus IValueTaskSource<R>.GetStatus(short token) => ValueTaskSourceStatus.Pending;

        R IValueTaskSource<R>.GetResult(short token) => throw new NotSupportedException();
    }
}
