namespace Unboxed.Fuzzing.Harness;

/// <summary>What hands a future on: it is not awaited where the call is, so that the call is an ordinary one.</summary>
public static class Passed
{
    public static Task On(Task future) => future;

    public static Task<T> On<T>(Task<T> future) => future;

    public static ValueTask On(ValueTask future) => future;

    public static ValueTask<T> On<T>(ValueTask<T> future) => future;
}

/// <summary>Callers that are not woven, as frameworks are: all ways in which a future can be consumed once. Each future is, whatever else fails.</summary>
public static class Callers
{
    /// <summary>The number of ways.</summary>
    public const int Ways = 13;

    /// <summary>A call, and its outcome in the trace.</summary>
    public static async Task CallAsync<T>(World world, int way, Func<ValueTask<T>> call)
    {
        try
        {
            world.Log($"way {way}", await InWayAsync(world, way, call));
        }
        // Whatever a program throws is part of what is compared.
        catch (Exception exception)
        {
            world.Caught($"way {way}", exception);
        }
        world.Where("called");
    }

    /// <summary>The same, of a call without a result.</summary>
    public static async Task CallAsync(World world, int way, Func<ValueTask> call)
    {
        try
        {
            await InWayAsync(world, way, call);
        }
        // Whatever a program throws is part of what is compared.
        catch (Exception exception)
        {
            world.Caught($"way {way}", exception);
        }
        world.Where("called");
    }

    static async Task<T> InWayAsync<T>(World world, int way, Func<ValueTask<T>> call)
    {
        ValueTask<T> future = default;
        switch (way)
        {
            case 0:
                return await call();
            case 1:
                return await call().ConfigureAwait(false);
            case 2:
                return await call().AsTask();
            case 3:
                future = call();
                await world.LeafTask();
                return await future;
            case 4:
                future = call();
                world.Log(future.IsCompletedSuccessfully ? "done" : future.IsCanceled ? "canceled" : future.IsFaulted ? "failed" : future.IsCompleted ? "completed" : "pending");
                return await future;
            case 5:
            case 6:
                var awaiter = call().GetAwaiter();
                if (!awaiter.IsCompleted) await Arrival(world, way == 5 ? awaiter.OnCompleted : awaiter.UnsafeOnCompleted);
                return awaiter.GetResult();
            case 7:
                if (ExecutionContext.IsFlowSuppressed()) return await call();
                using (ExecutionContext.SuppressFlow()) future = call();
                return await future;
            case 8:
                Suppress();
                return await call();
            case 9:
                future = call().Preserve();
                await future;
                return await future;
            case 10:
                world.Ui.Run(() => future = Started(call));
                return await future;
            case 11:
                future = await Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.None, world.Scheduler);
                return await future;
            default:
                var number = world.Number.Value;
                world.Number.Value = number + 1;
                future = call();
                world.Number.Value = number + 2;
                var configured = future.ConfigureAwait(false).GetAwaiter();
                if (!configured.IsCompleted) await Arrival(world, configured.OnCompleted);
                return configured.GetResult();
        }
    }

    /// <summary>The ways of a future without a result are some of the others, since what they come to is the same.</summary>
    static async Task InWayAsync(World world, int way, Func<ValueTask> call)
    {
        switch (way % 5)
        {
            case 0:
                await call();
                break;
            case 1:
                await call().AsTask();
                break;
            case 2:
                var future = call();
                await world.LeafTask();
                await future;
                break;
            case 3:
                var awaiter = call().GetAwaiter();
                if (!awaiter.IsCompleted) await Arrival(world, awaiter.OnCompleted);
                awaiter.GetResult();
                break;
            default:
                Suppress();
                await call().ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Two calls at once.</summary>
    public static async Task BothAsync<A, B>(World world, bool isLate, Func<ValueTask<A>> one, Func<ValueTask<B>> other)
    {
        var (first, second) = (Started(one), Started(other));
        if (isLate)
        {
            await OutcomeAsync(world, "second", second);
            await OutcomeAsync(world, "first", first);
        }
        else
        {
            await Task.WhenAll(OutcomeAsync(world, "first", first), OutcomeAsync(world, "second", second));
        }
        world.Where("both");
    }

    /// <summary>A call during which the object that is called is disposed of.</summary>
    public static async Task DisposedAsync<T>(World world, bool isLate, Func<ValueTask<T>> call, Func<ValueTask> dispose)
    {
        var future = Started(call);
        var disposal = Started(dispose);
        if (isLate) await disposal;
        await OutcomeAsync(world, "disposed of", future);
        if (!isLate) await disposal;
        world.Where("disposed of");
    }

    static async Task OutcomeAsync<T>(World world, string label, ValueTask<T> future)
    {
        try
        {
            world.Log(label, await future);
        }
        // Whatever a program throws is part of what is compared.
        catch (Exception exception)
        {
            world.Caught(label, exception);
        }
    }

    /// <summary>The future of a call; what a method throws that is not async is in it.</summary>
    static ValueTask<T> Started<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return call();
        }
        catch (Oops exception)
        {
            return ValueTask.FromException<T>(exception);
        }
    }

    static ValueTask Started(Func<ValueTask> call)
    {
        try
        {
            return call();
        }
        catch (Oops exception)
        {
            return ValueTask.FromException(exception);
        }
    }

    static void Suppress()
    {
        if (!ExecutionContext.IsFlowSuppressed()) ExecutionContext.SuppressFlow();
    }

    /// <summary>Where a continuation is called, told by itself.</summary>
    static Task Arrival(World world, Action<Action> register)
    {
        var arrived = new TaskCompletionSource();
        register(() =>
        {
            world.Where("arrived");
            arrived.SetResult();
        });
        return arrived.Task;
    }
}
