using System.Reflection;
using System.Threading.Tasks.Sources;

namespace AssemblyToProcess.Harness;

/// <summary>Counts the bytes that the calls of one root allocate. Its leaf always suspends, and allocates nothing.</summary>
public sealed class Meter : IValueTaskSource<int>, IValueTaskSource
{
    const int WarmUp = 2000, Measured = 2000;

    ManualResetValueTaskSourceCore<int> core;
    int calls;
    bool isWaitedFor;
    long start, end;

    /// <summary>Runs a root on this thread.</summary>
    /// <returns>The bytes allocated by its calls after warm-up, all together.</returns>
    public static long Measure(MethodInfo method)
    {
        var meter = new Meter();
        var root = method.CreateDelegate<Func<Meter, Task>>()(meter);
        while (!root.IsCompleted) meter.Complete();
        root.GetAwaiter().GetResult();
        if (meter.calls <= WarmUp + Measured) throw new InvalidOperationException("The root has not made its calls.");
        return meter.end - meter.start;
    }

    /// <summary>To be asked by the root before each call.</summary>
    public bool Next()
    {
        int call = calls++;
        if (call == WarmUp) start = GC.GetAllocatedBytesForCurrentThread();
        if (call < WarmUp + Measured) return true;
        end = GC.GetAllocatedBytesForCurrentThread();
        return false;
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
