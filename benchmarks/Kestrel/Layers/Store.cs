using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Benchmarks.Kestrel;

/// <summary>Every read suspends, and is completed by the thread pool, as those of sockets are. Its objects are used again, so that it allocates nothing.</summary>
public sealed class Store
{
    readonly ConcurrentQueue<Read> free = new();

    public static long ValueOf(int id) => (31L * id) + 7;

    public ValueTask<long> ReadAsync(int id) => (free.TryDequeue(out var read) ? read : new(free)).Begin(id);

    sealed class Read(ConcurrentQueue<Read> free) : IValueTaskSource<long>, IThreadPoolWorkItem
    {
        ManualResetValueTaskSourceCore<long> core;
        int id;

        public ValueTask<long> Begin(int id)
        {
            this.id = id;
            return new(this, core.Version);
        }

        // Only once the continuation is registered: no await finds it completed.
        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            core.OnCompleted(continuation, state, token, flags);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }

        public void Execute() => core.SetResult(ValueOf(id));

        public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

        public long GetResult(short token)
        {
            long result = core.GetResult(token);
            core.Reset();
            free.Enqueue(this);
            return result;
        }
    }
}
