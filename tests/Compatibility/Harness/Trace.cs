namespace Unboxed.Compatibility.Harness;

/// <summary>What a scenario waits for, and what it has seen: the lines that are compared. Thread-safe.</summary>
public sealed class Trace(Driver driver, Pattern pattern)
{
    /// <summary>Lines that begin with this are those of differences that the documentation names.</summary>
    public const string Documented = "~ ";

    readonly List<string> lines = [];
    int leafCount;

    /// <summary>Whether the scenario has a context to come back to.</summary>
    public bool HasContext { get; } = driver.HasContext;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines) return [.. lines];
        }
    }

    public void Log(string line)
    {
        lock (lines) lines.Add(line.ReplaceLineEndings(" / "));
    }

    public void Log(object? value) => Log(value?.ToString() ?? "null");

    /// <summary>A number that is documented to be 0 unwoven and more when woven. It is not compared.</summary>
    public void Companions(string what, int count)
    {
        lock (lines) lines.Add($"{Documented}{what}: {count}");
    }

    /// <summary>Logs where the scenario goes on.</summary>
    public void Where(string label) => Log($"{label}: {SynchronizationContext.Current?.ToString() ?? "no context"}");

    /// <summary>Logs an exception and those within it.</summary>
    public void Caught(Exception exception, string label = "caught")
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException) Log($"{label}: {inner.GetType().Name}: {inner.Message}");
    }

    /// <summary>Awaits what is to fail, and logs how it does.</summary>
    public async Task Fails(string label, Func<Task> action)
    {
        try
        {
            await action();
            Log($"{label}: does not fail");
        }
        catch (Exception exception)
        {
            Caught(exception, label);
        }
    }

    /// <summary>Has something done once the scenario waits, on its thread.</summary>
    public void Later(Action action) => driver.Later(action);

    /// <summary>A leaf that is a source, and completes after it is waited for.</summary>
    public ValueTask<T> Leaf<T>(T value)
    {
        if (!Suspends()) return new(value);
        var leaf = new LeafSource<T>(value, driver.Later);
        return new(leaf, 0);
    }

    /// <summary>A leaf that is a source, without a value.</summary>
    public ValueTask Leaf()
    {
        if (!Suspends()) return default;
        var leaf = new LeafSource<int>(0, driver.Later);
        return new(leaf, 0);
    }

    /// <summary>A leaf that is a task.</summary>
    public Task<T> LeafTask<T>(T value)
    {
        if (!Suspends()) return Task.FromResult(value);
        var source = new TaskCompletionSource<T>();
        driver.Later(() => source.SetResult(value));
        return source.Task;
    }

    /// <summary>A leaf that is a task, and can be canceled.</summary>
    public Task LeafTask(CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested) return Task.FromCanceled(cancellation);
        return LeafTask(0);
    }

    /// <summary>A leaf that is a task, and fails.</summary>
    public Task<T> FailingTask<T>(Exception exception)
    {
        if (!Suspends()) return Task.FromException<T>(exception);
        var source = new TaskCompletionSource<T>();
        driver.Later(() => source.SetException(exception));
        return source.Task;
    }

    bool Suspends() => pattern.Suspends(Interlocked.Increment(ref leafCount) - 1);
}
