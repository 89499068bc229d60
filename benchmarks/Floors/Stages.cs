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
/// <typeparam name="TGuarantees">Whether it could suspend; it keeps what <see cref="Contexts"/> does. Where it could, it also gives the contexts back when it completes, as a method has to that calls what it does not know.</typeparam>
/// <typeparam name="T">The result.</typeparam>
sealed class FloorStage<TGuarantees, T>(object inner) : IStageCompanion<T> where TGuarantees : struct, IGuarantees where T : ICounted<T>
{
    readonly object inner = inner;

    public Type? Next(ref Handle handle, out T result)
    {
        Unsafe.SkipInit(out result);
        if (!Handles.IsOwn(ref handle)) return null;
        return TGuarantees.IsResumable ? Resumable(this, ref Handles.SpaceOf(ref handle), Frame.Called, out result) : Guarded(this, ref Handles.SpaceOf(ref handle), out result);
    }

    static Type? Guarded(FloorStage<TGuarantees, T> self, ref Space space, out T result)
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

    static Type? Resumable(FloorStage<TGuarantees, T> self, ref Space space, int state, out T result)
    {
        var execution = ThreadContexts.Execution(space.Thread);
        var synchronization = ThreadContexts.Synchronization(space.Thread);
        Unsafe.SkipInit(out result);
        try
        {
            T value;
            if (state >= 0)
            {
                self = Frame.Of(ref space).Slot<FloorStage<TGuarantees, T>>(0);
                value = Unsafe.As<IStrongBox, StrongBox<T>>(ref Frame.Of(ref space).Slot<IStrongBox>(1)).Value!;
            }
            else
            {
                if (self.inner is not IStageCompanion<T> companion) return null;
                var answer = companion.Next(ref space.Handle, out value);
                if (answer != typeof(Completed))
                {
                    if (answer != typeof(Suspended)) return Thrown.Again(ref space, answer);
                    Frame.Add(ref space).Slot<FloorStage<TGuarantees, T>>(0) = self;
                    return answer;
                }
            }
            result = value.Plus(1);
            // Nobody knows what that has done.
            if (ThreadContexts.Execution(space.Thread) != execution || ThreadContexts.Synchronization(space.Thread) != synchronization) ThreadContexts.Restore(space.Thread, execution, synchronization);
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

/// <summary>The lowest stage. What it has in common with the others is written out: code that both call would be a call more, and part of what is measured.</summary>
/// <typeparam name="TGuarantees">As of <see cref="FloorStage{TGuarantees,T}"/>.</typeparam>
/// <typeparam name="T">The result.</typeparam>
sealed class FloorLeafStage<TGuarantees, T>(Pump pump, Func<int, T> make) : IStageCompanion<T> where TGuarantees : struct, IGuarantees
{
    readonly Pump pump = pump;
    readonly Func<int, T> make = make;

    public Type? Next(ref Handle handle, out T result)
    {
        Unsafe.SkipInit(out result);
        if (!Handles.IsOwn(ref handle)) return null;
        return TGuarantees.IsResumable ? Resumable(this, ref Handles.SpaceOf(ref handle), Frame.Called, out result) : Guarded(this, ref Handles.SpaceOf(ref handle), out result);
    }

    static Type? Guarded(FloorLeafStage<TGuarantees, T> self, ref Space space, out T result)
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

    static Type? Resumable(FloorLeafStage<TGuarantees, T> self, ref Space space, int state, out T result)
    {
        var execution = ThreadContexts.Execution(space.Thread);
        var synchronization = ThreadContexts.Synchronization(space.Thread);
        Unsafe.SkipInit(out result);
        try
        {
            int value;
            if (state >= 0)
            {
                self = Frame.Of(ref space).Slot<FloorLeafStage<TGuarantees, T>>(0);
                value = Frame.Of(ref space).Word<int>(0);
            }
            else
            {
                var awaiter = self.pump.Next().GetAwaiter();
                if (!awaiter.IsCompleted)
                {
                    Frame.Add(ref space).Slot<FloorLeafStage<TGuarantees, T>>(0) = self;
                    return typeof(Suspended);
                }
                value = awaiter.GetResult();
            }
            result = self.make(value);
            if (ThreadContexts.Execution(space.Thread) != execution || ThreadContexts.Synchronization(space.Thread) != synchronization) ThreadContexts.Restore(space.Thread, execution, synchronization);
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
/// <typeparam name="TGuarantees">As of <see cref="FloorStage{TGuarantees,T}"/>.</typeparam>
sealed class FloorStagesRoot<TGuarantees>(Pump pump) where TGuarantees : struct, IGuarantees
{
    readonly Total total = new();
    object? parts, totals;

    public Task<long> Run(int calls)
    {
        parts ??= Staged(new FloorLeafStage<TGuarantees, Parts>(pump, x => new(x, 0, 0, 1)));
        totals ??= Staged(new FloorLeafStage<TGuarantees, Total>(pump, x =>
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

    static FloorStage<TGuarantees, T> Staged<T>(IStageCompanion<T> first) where T : ICounted<T> => new(new FloorStage<TGuarantees, T>(new FloorStage<TGuarantees, T>(first)));

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
