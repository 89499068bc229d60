namespace Unboxed.Fuzzing.Harness;

// The leaves that programs await.
public sealed partial class World
{
    /// <summary>A value-task source.</summary>
    public ValueTask<T> Leaf<T>(T value) => Suspends(Suspension.SourceLater) ? Source(value, null) : new(value);

    public ValueTask Leaf()
    {
        if (!Suspends(Suspension.SourceLater)) return default;
        var leaf = new SourceLeaf<int>(0, null, Wait);
        return new(leaf, leaf.Version);
    }

    /// <summary>A task.</summary>
    public Task<T> LeafTask<T>(T value)
    {
        bool isAsynchronous = random.Next(4) == 0;
        if (!Suspends(isAsynchronous ? Suspension.TaskLaterAsynchronously : Suspension.TaskLater)) return Task.FromResult(value);
        return Wait(new TaskLeaf<T>(value, null, isAsynchronous ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None));
    }

    public Task LeafTask() => LeafTask(0);

    /// <summary>Completes while it is being registered for.</summary>
    public ValueTask<T> Inside<T>(T value) => Suspends(Suspension.WithinRegistration) ? Source(value, null, mayCompleteWithin) : new(value);

    /// <summary>Throws while it is being registered for, before it has noted the continuation or after that.</summary>
    public ValueTask<T> Refusing<T>(T value)
    {
        if (!Suspends(Suspension.SourceLater)) return new(value);
        var leaf = new RefusingLeaf<T>(value, this);
        return new(leaf, leaf.Version);
    }

    /// <summary>An awaitable of the harness's own.</summary>
    public Foreign<T> Foreign<T>(T value) => new(Suspends(Suspension.ForeignLater) ? new(Wait) : null, value);

    public ValueTask<T> Fail<T>(string message)
    {
        var exception = new Oops(message);
        if (Suspends(Suspension.FailedLater)) return Source<T>(default!, exception);
        suspensions[(int)Suspension.FailedAlready]++;
        return ValueTask.FromException<T>(exception);
    }

    public Task<T> FailTask<T>(string message)
    {
        var exception = new Oops(message);
        if (Suspends(Suspension.FailedLater)) return Wait(new TaskLeaf<T>(default!, exception, TaskCreationOptions.None));
        suspensions[(int)Suspension.FailedAlready]++;
        return Task.FromException<T>(exception);
    }

    /// <summary>A task that is canceled.</summary>
    public Task<T> Canceled<T>()
    {
        var exception = new OperationCanceledException(new CancellationToken(canceled: true));
        return Suspends(Suspension.CanceledLater) ? Wait(new TaskLeaf<T>(default!, exception, TaskCreationOptions.None)) : Task.FromCanceled<T>(exception.CancellationToken);
    }

    /// <summary>To be awaited by Task.Yield's rules.</summary>
    public System.Runtime.CompilerServices.YieldAwaitable Yield()
    {
        Count(Suspension.Yield);
        return Task.Yield();
    }

    bool Suspends(Suspension suspension)
    {
        // A program that runs for ever stops here: nothing completes a leaf any more.
        bool suspends = IsOver || random.Next(100) < density;
        Count(suspends ? suspension : Suspension.CompletedAlready);
        return suspends;
    }

    ValueTask<T> Source<T>(T value, Exception? exception, Func<bool>? mayCompleteWithin = null)
    {
        var leaf = new SourceLeaf<T>(value, exception, Wait, mayCompleteWithin);
        return new(leaf, leaf.Version);
    }

    Task<T> Wait<T>(TaskLeaf<T> leaf)
    {
        Wait((ILeaf)leaf);
        return leaf.Task;
    }

    internal void Wait(ILeaf leaf) => waiting.Add(leaf);
}
