using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Unboxed.Stress;

/// <summary>Leaves that complete on other threads: before, while and after the chain unwinds.</summary>
sealed class Leaves : IDisposable
{
    internal const int Kinds = 10;

    readonly BlockingCollection<Action> work = [];
    readonly SemaphoreSlim semaphore = new(3);
    readonly long[] counts = new long[Kinds];

    internal Leaves()
    {
        for (int i = 0; i < 2; i++) new Thread(Work) { IsBackground = true, Name = "completer" }.UnsafeStart();
    }

    /// <summary>How often each kind has been waited for.</summary>
    internal IReadOnlyList<long> Counts => counts;

    public void Dispose() => work.CompleteAdding();

    /// <summary>Waits in one way or another, and returns the value, or throws it in a <see cref="LeafException"/>.</summary>
    internal async ValueTask<long> WaitAsync(int kind, long value)
    {
        Interlocked.Increment(ref counts[kind]);
        switch (kind)
        {
            case 0:
                return value;
            case 1:
                await Task.Yield();
                return value;
            case 2:
                await Task.Delay(1);
                return value;
            case 3:
                return await Raced(value);
            case 4:
                return await Canceled(value);
            case 5:
                await semaphore.WaitAsync();
                await Task.Yield();
                semaphore.Release();
                return value;
            case 6:
                return await Raced(value).ConfigureAwait(false);
            case 7:
                await Task.Yield();
                throw new LeafException(value);
            default:
                return await Source(value, isEager: kind == 8);
        }
    }

    /// <summary>A source whose continuation another thread calls, as soon as it is there.</summary>
    internal ValueTask<long> Source(long value, bool isEager) => new(new Completed(this, value, isEager), 0);

    /// <summary>A task that another thread completes, waited for or not.</summary>
    internal Task<long> Raced(long value)
    {
        var source = new TaskCompletionSource<long>();
        work.Add(() => source.SetResult(value));
        return source.Task;
    }

    /// <summary>Has something done on another thread.</summary>
    internal void Soon(Action action) => work.Add(action);

    /// <summary>A wait that is canceled about when it completes. Either way the value comes out.</summary>
    async ValueTask<long> Canceled(long value)
    {
        // Not disposed: the other thread may come to it after the wait has ended.
        var cancellation = new CancellationTokenSource();
        var task = Raced(value);
        work.Add(cancellation.Cancel);
        try
        {
            return await task.WaitAsync(cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            return await task;
        }
    }

    void Work()
    {
        foreach (var action in work.GetConsumingEnumerable())
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                // A continuation that is called twice, above all.
                Failures.Report("a continuation threw: " + exception);
            }
        }
    }

    /// <summary>Completes while its continuation is being registered, on another thread; the eager one makes time for it to be called before the registration returns.</summary>
    sealed class Completed(Leaves leaves, long value, bool isEager) : IValueTaskSource<long>
    {
        int isCompleted;

        public ValueTaskSourceStatus GetStatus(short token) => Volatile.Read(ref isCompleted) != 0 ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

        public long GetResult(short token)
        {
            Failures.Verify(Volatile.Read(ref isCompleted) == 1, "a leaf was asked for its result before it had completed");
            return value;
        }

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            leaves.work.Add(() =>
            {
                Failures.Verify(Interlocked.Exchange(ref isCompleted, 1) == 0, "a leaf was waited for twice");
                continuation(state);
            });
            if (isEager) Thread.SpinWait(200);
        }
    }
}
