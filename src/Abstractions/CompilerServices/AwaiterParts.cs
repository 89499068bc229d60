using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Unboxed.CompilerServices;

/// <summary>The fields of the framework's awaiters of a <see cref="ValueTask{T}"/>, in their order.</summary>
struct ValueTaskParts<T>
{
    /// <summary>Whether they are these, on the runtime that this runs on.</summary>
    internal static readonly bool AreKnown = Unsafe.SizeOf<ValueTaskAwaiter<T>>() == Unsafe.SizeOf<ValueTaskParts<T>>()
        && Unsafe.SizeOf<ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter>() == Unsafe.SizeOf<ValueTaskParts<T>>() && Probe.Reads<T>();

    internal object? Source;
    internal T? Result;
    internal short Token;
    internal bool ContinueOnCapturedContext;
}

/// <summary>The fields of the framework's awaiters of a <see cref="ValueTask"/>, in their order.</summary>
struct ValueTaskParts
{
    /// <inheritdoc cref="ValueTaskParts{T}.AreKnown"/>
    internal static readonly bool AreKnown = Unsafe.SizeOf<ValueTaskAwaiter>() == Unsafe.SizeOf<ValueTaskParts>()
        && Unsafe.SizeOf<ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter>() == Unsafe.SizeOf<ValueTaskParts>() && Probe.Reads();

    internal object? Source;
    internal short Token;
    internal bool ContinueOnCapturedContext;
}

/// <summary>The fields of the framework's configured awaiters of a task.</summary>
struct TaskParts
{
    /// <inheritdoc cref="ValueTaskParts{T}.AreKnown"/>
    internal static readonly bool AreKnown =
        Unsafe.SizeOf<ConfiguredTaskAwaitable.ConfiguredTaskAwaiter>() == Unsafe.SizeOf<TaskParts>() && Unsafe.SizeOf<TaskAwaiter>() == Unsafe.SizeOf<nint>() && Probe.ReadsTask();

    internal Task? Task;
    internal ConfigureAwaitOptions Options;
}

/// <summary>Reads what it has put together.</summary>
static class Probe
{
    const short Token = 0x1234;

    static bool Are<TAwaiter, TParts>(TAwaiter awaiter, Func<TParts, bool> test) => test(Unsafe.As<TAwaiter, TParts>(ref awaiter));

    internal static bool Reads<T>()
    {
        var source = new Source<T>();
        return Are<ValueTaskAwaiter<T>, ValueTaskParts<T>>(new ValueTask<T>(source, Token).GetAwaiter(), parts => parts.Source == source && parts.Token == Token)
            && Are<ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter, ValueTaskParts<T>>(
                new ValueTask<T>(source, Token).ConfigureAwait(true).GetAwaiter(), parts => parts.Source == source && parts.Token == Token && parts.ContinueOnCapturedContext)
            && Are<ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter, ValueTaskParts<T>>(
                new ValueTask<T>(source, Token).ConfigureAwait(false).GetAwaiter(), parts => parts.Source == source && parts.Token == Token && !parts.ContinueOnCapturedContext);
    }

    internal static bool Reads()
    {
        var source = new Source<int>();
        return Are<ValueTaskAwaiter, ValueTaskParts>(new ValueTask(source, Token).GetAwaiter(), parts => parts.Source == source && parts.Token == Token)
            && Are<ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter, ValueTaskParts>(
                new ValueTask(source, Token).ConfigureAwait(true).GetAwaiter(), parts => parts.Source == source && parts.Token == Token && parts.ContinueOnCapturedContext)
            && Are<ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter, ValueTaskParts>(
                new ValueTask(source, Token).ConfigureAwait(false).GetAwaiter(), parts => parts.Source == source && parts.Token == Token && !parts.ContinueOnCapturedContext);
    }

    internal static bool ReadsTask()
    {
        const ConfigureAwaitOptions Options = ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing;
        Task task = new TaskCompletionSource().Task;
        return Are<ConfiguredTaskAwaitable.ConfiguredTaskAwaiter, TaskParts>(task.ConfigureAwait(Options).GetAwaiter(), parts => parts.Task == task && parts.Options == Options)
            && Are<TaskAwaiter, Task>(task.GetAwaiter(), part => part == task);
    }

    sealed class Source<T> : IValueTaskSource<T>, IValueTaskSource
    {
        T IValueTaskSource<T>.GetResult(short token) => throw new NotSupportedException();

        void IValueTaskSource.GetResult(short token) => throw new NotSupportedException();

        ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => ValueTaskSourceStatus.Pending;

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ValueTaskSourceStatus.Pending;

        void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => throw new NotSupportedException();

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => throw new NotSupportedException();
    }
}
