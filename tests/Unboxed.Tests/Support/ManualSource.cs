using System.Threading.Tasks.Sources;
using Unboxed.CompilerServices;

namespace Unboxed.Tests.Support;

/// <summary>A reusable leaf that the test completes by hand; it never queues its continuation.</summary>
sealed class ManualSource : IValueTaskSource<int>, IValueTaskSource
{
    Action<object?>? continuation;
    object? state;
    Exception? error;
    int result;
    bool isCompleted;
    short version;

    /// <summary>Runs where the continuation is registered, in the contexts of the registration.</summary>
    internal Action<ManualSource>? Registering;

    /// <summary>Runs once the continuation has been kept, still inside the registration.</summary>
    internal Action<ManualSource>? Registered;

    /// <summary>Keeps nobody who has waited.</summary>
    internal void Forget() => state = null;

    internal bool IsRegistered => Volatile.Read(ref continuation) is not null;

    internal ValueTask<int> Wait()
    {
        isCompleted = false;
        error = null;
        continuation = null;
        version++;
        return new(this, version);
    }

    internal ValueTask WaitForNothing()
    {
        _ = Wait();
        return new(this, version);
    }

    internal void Complete(int result)
    {
        this.result = result;
        isCompleted = true;
        Fire();
    }

    internal void Fail(Exception error)
    {
        this.error = error;
        isCompleted = true;
        Fire();
    }

    /// <summary>Who waits.</summary>
    internal Chain Waiting => (Chain)state!;

    /// <summary>What was registered: to be called once, again, or late.</summary>
    internal Action Continuation
    {
        get
        {
            var (call, argument) = (continuation!, state);
            return () => call(argument);
        }
    }

    void Fire()
    {
        var (call, argument) = (continuation!, state);
        continuation = null;
        call(argument);
    }

    public int GetResult(short token)
    {
        if (token != version || !isCompleted) throw new InvalidOperationException("The result was asked for too early, or of another operation.");
        return error is null ? result : throw error;
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) =>
        !isCompleted ? ValueTaskSourceStatus.Pending : error is null ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Faulted;

    /// <summary>What the last registration asked for.</summary>
    internal ValueTaskSourceOnCompletedFlags Flags { get; private set; }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (token != version) throw new InvalidOperationException("The registration is for another operation.");
        Flags = flags;
        Registering?.Invoke(this);
        this.state = state;
        Volatile.Write(ref this.continuation, continuation);
        Registered?.Invoke(this);
    }
}
