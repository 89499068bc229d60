extern alias strategies;
using System.Runtime.CompilerServices;
using Benchmarks.Contracts;
using strategies::Benchmarks.Source;

namespace Benchmarks.Floors;

/// <summary>One level, as the weaver's would be if it had nothing but the guarantees to keep: <c>{ int x = await next.Next(); return x + 1; }</c>. It does not suspend.</summary>
/// <typeparam name="TGuarantees">What it keeps.</typeparam>
/// <typeparam name="TBelow">The depth of the next level.</typeparam>
sealed class Level<TGuarantees, TBelow>(ILevel<TBelow> next) : ILevel<Above<TBelow>>, ICompanion<Above<TBelow>>
    where TGuarantees : struct, IGuarantees where TBelow : struct
{
    readonly ILevel<TBelow> next = next;

    // A field, so that the JIT cannot fold the variables.
    readonly int seed = 1;

    public async ValueTask<int> Next() => await next.Next().ConfigureAwait(false) + 1;

    public Type? Next(ref Handle handle, out int result)
    {
        if (TGuarantees.KeepsContexts && !Handles.IsOwn(ref handle))
        {
            result = 0;
            return null;
        }
        if (TGuarantees.IsResumable) return Resumable(this, ref Handles.SpaceOf(ref handle), Frame.Called, out result);
        return TGuarantees.HasBoundary ? Guarded(this, ref Handles.SpaceOf(ref handle), out result) : Plain(this, ref Handles.SpaceOf(ref handle), out result);
    }

    // Not inlined, as no method with a handler is, and no async method of the runtime's.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static Type? Plain(Level<TGuarantees, TBelow> self, ref Space space, out int result)
    {
        var answer = Call(self, ref space, out int value);
        result = value + 1;
        return answer == typeof(Completed) ? answer : Thrown.Again(ref space, answer);
    }

    static Type? Guarded(Level<TGuarantees, TBelow> self, ref Space space, out int result)
    {
        var execution = TGuarantees.KeepsContexts ? ThreadContexts.Execution(space.Thread) : null;
        var synchronization = TGuarantees.KeepsContexts ? ThreadContexts.Synchronization(space.Thread) : null;
        Unsafe.SkipInit(out result);
        try
        {
            var answer = TGuarantees.HasState ? CallWithState(self, ref space, out int value) : Call(self, ref space, out value);
            result = value + 1;
            return answer == typeof(Completed) ? answer : Thrown.Again(ref space, answer);
        }
        // Whatever it is: the boundary of an async method.
        catch (Exception exception)
        {
            if (TGuarantees.KeepsContexts) ThreadContexts.Restore(space.Thread, execution, synchronization);
            return Thrown.Answer(ref space, exception);
        }
    }

    // Not one with Guarded: the state is an argument more, which those that cannot suspend would be measured with.
    static Type? Resumable(Level<TGuarantees, TBelow> self, ref Space space, int state, out int result)
    {
        var execution = ThreadContexts.Execution(space.Thread);
        var synchronization = ThreadContexts.Synchronization(space.Thread);
        Unsafe.SkipInit(out result);
        try
        {
            int value;
            if (TGuarantees.HasState)
            {
                if (CallResumably(ref self, ref space, state, out value) is { } other) return other == typeof(Suspended) ? other : Thrown.Again(ref space, other);
            }
            else if (state >= 0)
            {
                self = Frame.Of(ref space).Slot<Level<TGuarantees, TBelow>>(0);
                value = Frame.Of(ref space).Word<int>(0);
            }
            else
            {
                var answer = Call(self, ref space, out value);
                if (answer != typeof(Completed))
                {
                    if (answer != typeof(Suspended)) return Thrown.Again(ref space, answer);
                    Frame.Add(ref space).Slot<Level<TGuarantees, TBelow>>(0) = self;
                    return answer;
                }
            }
            result = value + 1;
            return typeof(Completed);
        }
        // Whatever it is: the boundary of an async method.
        catch (Exception exception)
        {
            ThreadContexts.Restore(space.Thread, execution, synchronization);
            return Thrown.Answer(ref space, exception);
        }
    }

    // The same variables, which a frame may have had.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Type? CallResumably(ref Level<TGuarantees, TBelow> self, ref Space space, int state, out int value)
    {
        int a, b, c, d;
        long e, f, g;
        double h, i;
        object j;
        string k;
        Block block;
        if (state >= 0)
        {
            var frame = Frame.Of(ref space);
            self = frame.Slot<Level<TGuarantees, TBelow>>(0);
            (j, k) = (frame.Slot<object>(1), frame.Slot<string>(2));
            (value, a, b, c, d) = (frame.Word<int>(0), frame.Word<int>(1), frame.Word<int>(2), frame.Word<int>(3), frame.Word<int>(4));
            (e, f, g, h, i) = (frame.Word<long>(5), frame.Word<long>(6), frame.Word<long>(7), frame.Word<double>(8), frame.Word<double>(9));
            block = frame.Word<Block>(10);
        }
        else
        {
            a = self.seed;
            b = a + self.seed;
            c = b + self.seed;
            d = c + self.seed;
            e = d + self.seed;
            f = e + self.seed;
            g = f + self.seed;
            h = g + self.seed;
            i = h + self.seed;
            j = self;
            k = nameof(CallWithState);
            block = new(self.seed);
            var answer = Call(self, ref space, out value);
            if (answer != typeof(Completed))
            {
                if (answer != typeof(Suspended)) return answer ?? typeof(Threw);
                var frame = Frame.Add(ref space);
                frame.Slot<Level<TGuarantees, TBelow>>(0) = self;
                (frame.Slot<object>(1), frame.Slot<string>(2)) = (j, k);
                (frame.Word<int>(1), frame.Word<int>(2), frame.Word<int>(3), frame.Word<int>(4)) = (a, b, c, d);
                (frame.Word<long>(5), frame.Word<long>(6), frame.Word<long>(7), frame.Word<double>(8), frame.Word<double>(9)) = (e, f, g, h, i);
                frame.Word<Block>(10) = block;
                return answer;
            }
        }
        if (j != self || k.Length != nameof(CallWithState).Length || a + b + c + d + e + f + g + h + i + block.Sum != Block.Expected(self.seed)) value = 0;
        return null;
    }

    // What the levels of the workload with much state do: what is lost on the way is missing in the sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Type? CallWithState(Level<TGuarantees, TBelow> self, ref Space space, out int value)
    {
        int a = self.seed, b = a + self.seed, c = b + self.seed, d = c + self.seed;
        long e = d + self.seed, f = e + self.seed, g = f + self.seed;
        double h = g + self.seed, i = h + self.seed;
        object j = self;
        string k = nameof(CallWithState);
        var block = new Block(self.seed);
        var answer = Call(self, ref space, out value);
        if (j != self || k.Length != nameof(CallWithState).Length || a + b + c + d + e + f + g + h + i + block.Sum != Block.Expected(self.seed)) value = 0;
        return answer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Type? Call(Level<TGuarantees, TBelow> self, ref Space space, out int value)
    {
        if (self.next is ICompanion<TBelow> companion) return companion.Next(ref space.Handle, out value);
        value = 0;
        return null;
    }
}

/// <summary>The lowest method: awaits what has completed, and throws where it is to fail.</summary>
/// <typeparam name="TGuarantees">What it keeps.</typeparam>
sealed class LeafLevel<TGuarantees>(Pump pump, bool fails) : ILevel<Leaf>, ICompanion<Leaf> where TGuarantees : struct, IGuarantees
{
    readonly Pump pump = pump;
    readonly bool fails = fails;

    public async ValueTask<int> Next() => Value(await pump.Next().ConfigureAwait(false));

    public Type? Next(ref Handle handle, out int result)
    {
        if (TGuarantees.KeepsContexts && !Handles.IsOwn(ref handle))
        {
            result = 0;
            return null;
        }
        if (TGuarantees.IsResumable) return Resumable(this, ref Handles.SpaceOf(ref handle), Frame.Called, out result);
        return TGuarantees.HasBoundary ? Guarded(this, ref Handles.SpaceOf(ref handle), out result) : Plain(this, out result);
    }

    static Type? Resumable(LeafLevel<TGuarantees> self, ref Space space, int state, out int result)
    {
        var execution = ThreadContexts.Execution(space.Thread);
        var synchronization = ThreadContexts.Synchronization(space.Thread);
        result = 0;
        try
        {
            int value;
            if (state >= 0)
            {
                self = Frame.Of(ref space).Slot<LeafLevel<TGuarantees>>(0);
                value = Frame.Of(ref space).Word<int>(0);
            }
            else
            {
                var awaiter = self.pump.Next().GetAwaiter();
                if (!awaiter.IsCompleted)
                {
                    Frame.Add(ref space).Slot<LeafLevel<TGuarantees>>(0) = self;
                    return typeof(Suspended);
                }
                value = awaiter.GetResult();
            }
            result = self.Value(value);
            return typeof(Completed);
        }
        // Whatever it is: the boundary of an async method.
        catch (Exception exception)
        {
            ThreadContexts.Restore(space.Thread, execution, synchronization);
            return Thrown.Answer(ref space, exception);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static Type? Plain(LeafLevel<TGuarantees> self, out int result)
    {
        var awaiter = self.pump.Next().GetAwaiter();
        result = 0;
        if (!awaiter.IsCompleted) return null;
        result = self.Value(awaiter.GetResult());
        return typeof(Completed);
    }

    static Type? Guarded(LeafLevel<TGuarantees> self, ref Space space, out int result)
    {
        var execution = TGuarantees.KeepsContexts ? ThreadContexts.Execution(space.Thread) : null;
        var synchronization = TGuarantees.KeepsContexts ? ThreadContexts.Synchronization(space.Thread) : null;
        result = 0;
        try
        {
            var awaiter = self.pump.Next().GetAwaiter();
            if (!awaiter.IsCompleted) return null;
            result = self.Value(awaiter.GetResult());
            return typeof(Completed);
        }
        // Whatever it is: the boundary of an async method.
        catch (Exception exception)
        {
            if (TGuarantees.KeepsContexts) ThreadContexts.Restore(space.Thread, execution, synchronization);
            return Thrown.Answer(ref space, exception);
        }
    }

    int Value(int x) => !fails ? x + 1 : x == 0 ? x : throw new InvalidOperationException();
}
