using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Unboxed.CompilerServices;

namespace Unboxed.Tests.Support;

/// <summary>The companion interface of <c>ValueTask&lt;int&gt; Next()</c>.</summary>
interface INode
{
    Future<int>? Next(ref object? refs, ref long words, Room room, ThreadContext thread, out int result);
}

/// <summary>A woven async method with one await: the code before it, after it, and how much scratch space its frame takes.</summary>
abstract class Node : INode
{
    internal Action? Before, After;

    /// <summary>More reference slots than the frame uses, to make it too large for the room.</summary>
    internal int ExtraSlots;

    protected abstract int OwnSlots { get; }

    /// <summary>The slot that a caller has to have left, for the segment of a callee that does not fit.</summary>
    protected abstract int LinkSlots { get; }

    internal int Slots => OwnSlots + ExtraSlots;

    public Future<int>? Next(ref object? refs, ref long words, Room room, ThreadContext thread, out int result)
    {
        result = 0;
        if (!room.HasLevel || !Fence.CanKeep) return Future<int>.Declined;
        if (room.Has(Slots + LinkSlots, Frame.HeaderWords)) return Start(ref refs, ref words, room, thread, out result);
        var segment = Segment.Rent(Slots + LinkSlots, Frame.HeaderWords, room);
        Future<int>? callee;
        try
        {
            callee = Start(ref segment.Refs, ref segment.Words, segment.Room(), thread, out result);
        }
        catch
        {
            segment.Return();
            throw;
        }
        return segment.Link(callee, ref refs);
    }

    protected abstract Future<int>? Start(ref object? refs, ref long words, Room room, ThreadContext thread, out int result);
}

/// <summary><c>Before(); int x = await leaf(); After(); return x + 1;</c></summary>
sealed class LeafNode(Func<ValueTask<int>> leaf) : Node
{
    const int This = Frame.LeafHeaderSlots;

    protected override int OwnSlots => This + 1;

    protected override int LinkSlots => 0;

    protected override Future<int>? Start(ref object? refs, ref long words, Room room, ThreadContext thread, out int result) =>
        LeafFuture.Run(this, ref refs, ref words, thread, out result);

    sealed class LeafFuture : Future<int>
    {
        static readonly LeafFuture Instance = new();

        public override Future<int>? Poll(ref object? refs, ref long words, Room room, ThreadContext thread, out int result) =>
            Run(null, ref refs, ref words, thread, out result);

        internal static Future<int>? Run(LeafNode? started, ref object? refs, ref long words, ThreadContext thread, out int result)
        {
            var execution = Fence.Execution(thread);
            var synchronization = Fence.Synchronization(thread);
            try
            {
                LeafNode self;
                ValueTaskAwaiter<int> awaiter;
                if (started is null)
                {
                    self = Frame.TakeReference<LeafNode>(ref refs, This);
                    awaiter = Frame.ResumeAtLeaf<ValueTaskAwaiter<int>>(ref refs, thread);
                }
                else
                {
                    self = started;
                    self.Before?.Invoke();
                    awaiter = self.Leaf().GetAwaiter();
                    if (!awaiter.IsCompleted)
                    {
                        Frame.SaveReference(ref refs, This, self);
                        Frame.SuspendAtLeaf(ref awaiter, 0, ref refs, ref words, thread);
                        Fence.Exit(thread, execution, synchronization);
                        result = 0;
                        return Instance;
                    }
                }
                result = awaiter.GetResult() + 1;
                self.After?.Invoke();
            }
            catch
            {
                Fence.Restore(thread, execution, synchronization);
                throw;
            }
            Fence.Exit(thread, execution, synchronization);
            return null;
        }
    }

    Func<ValueTask<int>> Leaf => leaf;
}

/// <summary><c>Before(); int x = await next.Next().ConfigureAwait(continueOnCapturedContext); After(); return x + 1;</c></summary>
sealed class CallNode(INode next, bool continueOnCapturedContext = true) : Node
{
    const int This = Frame.CallHeaderSlots, AtCall = 0, AtOrdinaryCall = 1;

    /// <summary>What a catch block around the await does with an exception; null: no such block.</summary>
    internal Func<Exception, int>? Catch;

    INode Callee => next;

    bool ContinueOnCapturedContext => continueOnCapturedContext;

    protected override int OwnSlots => This + 1;

    protected override int LinkSlots => 1;

    protected override Future<int>? Start(ref object? refs, ref long words, Room room, ThreadContext thread, out int result) =>
        CallFuture.Run(this, ref refs, ref words, room, thread, out result);

    sealed class CallFuture : Future<int>
    {
        static readonly CallFuture Instance = new();

        public override Future<int>? Poll(ref object? refs, ref long words, Room room, ThreadContext thread, out int result) =>
            Run(null, ref refs, ref words, room, thread, out result);

        internal static Future<int>? Run(CallNode? started, ref object? refs, ref long words, Room room, ThreadContext thread, out int result)
        {
            var execution = Fence.Execution(thread);
            var synchronization = Fence.Synchronization(thread);
            result = 0;
            try
            {
                // Every woven frame finds its variables at fixed places; these nodes differ in size, so the slot after the header tells.
                var self = started ?? Unsafe.As<CallNode>(Unsafe.Add(ref refs, This))!;
                int slots = self.Slots;
                int x;
                try
                {
                    if (started is not null)
                    {
                        self.Before?.Invoke();
                        var callee = self.Callee.Next(
                            ref Unsafe.Add(ref refs, slots), ref Unsafe.Add(ref words, Frame.HeaderWords), room.Minus(slots, Frame.HeaderWords), thread, out x);
                        if (callee is not null)
                        {
                            if (callee.IsDeclined)
                            {
                                var ordinary = Root.Run(self.Callee, 1).GetAwaiter();
                                if (ordinary.IsCompleted)
                                {
                                    x = (int)ordinary.GetResult();
                                    goto Resumed;
                                }
                                Frame.SuspendAtLeaf(ref ordinary, AtOrdinaryCall, ref refs, ref words, thread);
                            }
                            else
                            {
                                Frame.SuspendAtCall(callee, self.ContinueOnCapturedContext, AtCall, ref refs, ref words, thread);
                            }
                            Frame.SaveReference(ref refs, This, self);
                            goto Pending;
                        }
                    }
                    else if (words == AtCall)
                    {
                        if (!Frame.Resume(ref refs, ref words, slots, Frame.HeaderWords, room, thread, out x, out ExceptionDispatchInfo? fault)) goto Pending;
                        Frame.TakeReference<CallNode>(ref refs, This);
                        Frame.Enter(ref refs, thread);
                        fault?.Throw();
                    }
                    else
                    {
                        Frame.TakeReference<CallNode>(ref refs, This);
                        x = (int)Frame.ResumeAtLeaf<TaskAwaiter<long>>(ref refs, thread).GetResult();
                    }
                Resumed:;
                }
                catch (Exception exception) when (self.Catch is not null)
                {
                    x = self.Catch(exception);
                }
                result = x + 1;
                self.After?.Invoke();
                goto Done;
            Pending:
                Fence.Exit(thread, execution, synchronization);
                return Instance;
            Done:;
            }
            catch
            {
                Fence.Restore(thread, execution, synchronization);
                throw;
            }
            Fence.Exit(thread, execution, synchronization);
            return null;
        }
    }
}
