using System.Reflection;
using System.Threading.Tasks.Sources;

namespace AssemblyToProcess.Harness;

/// <summary>Counts the bytes that the calls of one root allocate. Its leaf always suspends, and allocates nothing.</summary>
public sealed class Meter : IValueTaskSource<int>, IValueTaskSource
{
    /// <summary>The calls of a window; the first of them warms up.</summary>
    const int Window = 2000;

    /// <summary>The framework's own code is compiled anew while it is being used, later on a busy machine: a window counts once the next one is like it.</summary>
    const int Windows = 8;

    ManualResetValueTaskSourceCore<int> core;
    int calls;
    bool isWaitedFor, isSteady;
    long start, bytes = -1;

    /// <summary>Runs a root on this thread.</summary>
    /// <returns>The bytes allocated by a window of its calls after warm-up, all together.</returns>
    public static long Measure(MethodInfo method)
    {
        var meter = new Meter();
        var root = method.CreateDelegate<Func<Meter, Task>>()(meter);
        while (!root.IsCompleted) meter.Complete();
        root.GetAwaiter().GetResult();
        if (meter.calls <= 2 * Window) throw new InvalidOperationException("The root has not made its calls.");
        return meter.bytes;
    }

    /// <summary>To be asked by the root before each call.</summary>
    public bool Next()
    {
        int call = calls++;
        if (call > 0 && call % Window == 0)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            if (call > Window)
            {
                isSteady = now - start == bytes;
                bytes = now - start;
            }
            start = GC.GetAllocatedBytesForCurrentThread();
        }
        return !isSteady && call < Windows * Window;
    }

    public ValueTask<int> Leaf()
    {
        core.Reset();
        return new(this, core.Version);
    }

    public ValueTask Step()
    {
        core.Reset();
        return new(this, core.Version);
    }

    void Complete()
    {
        if (!isWaitedFor) throw new InvalidOperationException("The root waits for something else.");
        isWaitedFor = false;
        core.SetResult(1);
    }

    int IValueTaskSource<int>.GetResult(short token) => core.GetResult(token);

    void IValueTaskSource.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => Register(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => Register(continuation, state, token, flags);

    void Register(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        isWaitedFor = true;
        core.OnCompleted(continuation, state, token, flags);
    }
}
