using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Unboxed.CompilerServices;

/// <summary>What the builder of a root gives to be called: a box of the framework's, which runs by the framework's own delegate, or anything else with its own.</summary>
[StackTraceHidden]
static class RootBox
{
    /// <summary>Runs a box: the framework's own delegate for it, which it knows when a source queues it.</summary>
    internal static readonly Action<object?> RunOfBoxes = BoxRunner.Find();

    /// <summary>A box of the framework's runs by its own delegate; what another builder gives is kept together.</summary>
    internal static object Of(Action<object?> continuation, object state) => ReferenceEquals(RunOfBoxes, continuation) ? state : new ForeignBox(continuation, state);

    /// <summary>Is awaited by the framework's builder once, and so is given its delegate.</summary>
    sealed class BoxRunner : IValueTaskSource
    {
        Action<object?>? continuation;

        internal static Action<object?> Find()
        {
            var runner = new BoxRunner();
            _ = runner.AwaitAsync();
            return runner.continuation!;
        }

        async Task AwaitAsync() => await new ValueTask(this, 0).ConfigureAwait(false);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => this.continuation = continuation;

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ValueTaskSourceStatus.Pending;

        void IValueTaskSource.GetResult(short token)
        {
        }
    }

    sealed class ForeignBox(Action<object?> continuation, object state)
    {
        internal void Run() => continuation(state);
    }

    static readonly Action<object?> RunForeign = static box => Unsafe.As<ForeignBox>(box!).Run();

    /// <summary>What runs a root's box.</summary>
    internal static Action<object?> RunnerOf(object box) => box is ForeignBox ? RunForeign : RunOfBoxes;

    internal static void Run(object box) => RunnerOf(box)(box);
}
