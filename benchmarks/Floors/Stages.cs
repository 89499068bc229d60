extern alias strategies;
using System.Runtime.CompilerServices;
using Benchmarks.Contracts;
using strategies::Benchmarks.Source;

namespace Benchmarks.Floors;

/// <summary>The companion of a stage.</summary>
/// <typeparam name="T">The result.</typeparam>
interface IStageCompanion<T>
{
    /// <summary>As <see cref="ICompanion{TDepth}.Next"/>.</summary>
    Type? Next(ref Handle handle, out T result);
}

/// <summary>As a <see cref="Level{TGuarantees,TBelow}"/> that keeps <see cref="Contexts"/>, for results of any type. The inner one is known as an object: nobody calls it otherwise.</summary>
/// <typeparam name="T">The result.</typeparam>
sealed class FloorStage<T>(object inner) : IStageCompanion<T> where T : ICounted<T>
{
    readonly object inner = inner;

    public Type? Next(ref Handle handle, out T result)
    {
        Unsafe.SkipInit(out result);
        return Handles.IsOwn(ref handle) ? Guarded(this, ref Handles.SpaceOf(ref handle), out result) : null;
    }

    static Type? Guarded(FloorStage<T> self, ref Space space, out T result)
    {
        var execution = ThreadContexts.Execution(space.Thread);
        var synchronization = ThreadContexts.Synchronization(space.Thread);
        Unsafe.SkipInit(out result);
        try
        {
            if (self.inner is not IStageCompanion<T> companion) return null;
            var answer = companion.Next(ref space.Handle, out var value);
            if (answer != typeof(Completed)) return Thrown.Again(ref space, answer);
            result = value.Plus(1);
            return answer;
        }
        // Whatever it is: the boundary of an async method.
        catch (Exception exception)
        {
            ThreadContexts.Restore(space.Thread, execution, synchronization);
            return Thrown.Answer(ref space, exception);
        }
    }
}

/// <summary>The lowest stage. What it has in common with the others is written out: code that both call would be a call more, and part of what is measured.</summary>
/// <typeparam name="T">The result.</typeparam>
sealed class FloorLeafStage<T>(Pump pump, Func<int, T> make) : IStageCompanion<T>
{
    readonly Pump pump = pump;
    readonly Func<int, T> make = make;

    public Type? Next(ref Handle handle, out T result)
    {
        Unsafe.SkipInit(out result);
        return Handles.IsOwn(ref handle) ? Guarded(this, ref Handles.SpaceOf(ref handle), out result) : null;
    }

    static Type? Guarded(FloorLeafStage<T> self, ref Space space, out T result)
    {
        var execution = ThreadContexts.Execution(space.Thread);
        var synchronization = ThreadContexts.Synchronization(space.Thread);
        Unsafe.SkipInit(out result);
        try
        {
            var awaiter = self.pump.Next().GetAwaiter();
            if (!awaiter.IsCompleted) return null;
            result = self.make(awaiter.GetResult());
            return typeof(Completed);
        }
        // Whatever it is: the boundary of an async method.
        catch (Exception exception)
        {
            ThreadContexts.Restore(space.Thread, execution, synchronization);
            return Thrown.Answer(ref space, exception);
        }
    }
}

/// <summary>Calls once for a value and once for a reference, as the root of the variants.</summary>
sealed class FloorStagesRoot(Pump pump)
{
    readonly Total total = new();
    object? parts, totals;

    public Task<long> Run(int calls)
    {
        parts ??= Staged(new FloorLeafStage<Parts>(pump, x => new(x, 0, 0, 1)));
        totals ??= Staged(new FloorLeafStage<Total>(pump, x =>
        {
            total.Sum = x;
            return total.Plus(1);
        }));
        long sum = 0;
        var thread = Thread.CurrentThread;
        for (int i = 0; i < calls; i++)
        {
            sum += Call<Parts>(thread, parts).Sum;
            sum += Call<Total>(thread, totals).Sum;
        }
        return Task.FromResult(sum);
    }

    static FloorStage<T> Staged<T>(IStageCompanion<T> first) where T : ICounted<T> => new(new FloorStage<T>(new FloorStage<T>(first)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    static T Call<T>(Thread thread, object first)
    {
        Space space = default;
        space.Handle.Self = Handles.AddressOf(ref space.Handle);
        space.Thread = thread;
        if (first is not IStageCompanion<T> companion) throw new NotSupportedException("A stage has no companion.");
        return companion.Next(ref space.Handle, out var value) == typeof(Completed) ? value : throw new NotSupportedException("A stage has declined.");
    }
}
