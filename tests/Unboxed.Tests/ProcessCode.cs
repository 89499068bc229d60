using Unboxed.CompilerServices;
using Unboxed.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

namespace Unboxed.Tests;

/// <summary>What runs in a process of its own: see <see cref="Child"/>.</summary>
static class ProcessCode
{
    /// <summary>Printed by what should have ended its process.</summary>
    internal const string Survived = "survived";

    static readonly Action[] codes = [ThrowingPostOfRoot, ThrowingPostOfFrame, ThrowingOnCompletedOfRoot, ThrowingOnCompletedOfFrame, ThrowingAwaiter, ThrowingPostOfYield, ThrowingConsumer, ThrowingFlowingConsumer, OrdinaryCalls, ScratchCalls, IsServed];

    static async Task<int> Main(string[] args)
    {
        if (args is not [Child.Argument, var name]) return await ConsoleRunner.Run(args);
        codes.Single(code => code.Method.Name == name)();
        return 0;
    }

    /// <summary>The pool throws what nobody can catch, and ends the process long before this is over; what is not thrown is told by what is printed.</summary>
    static void Wait()
    {
        Thread.Sleep(TimeSpan.FromSeconds(20));
        Console.WriteLine(Survived);
    }

    sealed class ThrowingContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new InvalidOperationException("no posts");
    }

    internal static void ThrowingPostOfRoot()
    {
        var source = new ManualSource();
        SynchronizationContext.SetSynchronizationContext(new ThrowingContext());
        Root.Run(new LeafNode(source.Wait), 1);
        SynchronizationContext.SetSynchronizationContext(null);
        AssertUnnoticed(() => source.Complete(1));
        Wait();
    }

    internal static void ThrowingPostOfFrame()
    {
        var source = new ManualSource();
        Root.Run(new CallNode(new LeafNode(source.Wait)) { Before = () => SynchronizationContext.SetSynchronizationContext(new ThrowingContext()) }, 1);
        AssertUnnoticed(() => source.Complete(1));
        Wait();
    }

    static void Throw(ManualSource source) => throw new InvalidOperationException("no registrations");

    internal static void ThrowingOnCompletedOfRoot()
    {
        Root.Run(new LeafNode(new ManualSource { Registering = Throw }.Wait), 1);
        Wait();
    }

    internal static void ThrowingOnCompletedOfFrame()
    {
        var source = new ManualSource();
        Root.Run(new CallNode(new LeafNode(source.Wait) { Times = 2 }), 1);
        source.Registering = Throw;
        AssertUnnoticed(() => source.Complete(1));
        Wait();
    }

    internal static void ThrowingAwaiter()
    {
        Root.Run(new LeafNode<ThrowingAwaiters.Awaiter, int>(() => default, Awaiting.Other<ThrowingAwaiters.Awaiter>(_ => 0), x => x), 1);
        Wait();
    }

    static class ThrowingAwaiters
    {
        internal readonly struct Awaiter : System.Runtime.CompilerServices.ICriticalNotifyCompletion
        {
            public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

            public void UnsafeOnCompleted(Action continuation) => throw new InvalidOperationException("no registrations");
        }
    }

    /// <summary>A frame that yields in a context which takes nothing.</summary>
    internal static void ThrowingPostOfYield()
    {
        var yielding = new LeafNode<System.Runtime.CompilerServices.YieldAwaitable.YieldAwaiter, int>(() => Task.Yield().GetAwaiter(), Awaiting.Yield, x => x)
        {
            Before = () => SynchronizationContext.SetSynchronizationContext(new ThrowingContext()),
        };
        // The first call asks the root's builder to register, which keeps such exceptions to itself, and the second does not.
        var source = new ManualSource();
        var task = Root.Run(new InTurn(new LeafNode(source.Wait), yielding), 2);
        AssertUnnoticed(() => source.Complete(1));
        if (task.IsCompleted) Console.WriteLine(Survived);
        Wait();
    }

    internal static void ThrowingConsumer()
    {
        var source = new ManualSource();
        RoomCalls.Call(new(), new LeafNode(source.Wait)).GetAwaiter().UnsafeOnCompleted(() => throw new InvalidOperationException("no results"));
        AssertUnnoticed(() => source.Complete(1));
        Wait();
    }

    internal static void ThrowingFlowingConsumer()
    {
        var source = new ManualSource();
        RoomCalls.Call(new(), new LeafNode(source.Wait)).GetAwaiter().OnCompleted(() => throw new InvalidOperationException("no results"));
        AssertUnnoticed(() => source.Complete(1));
        Wait();
    }

    /// <summary>Whoever completes a leaf sees nothing of what becomes of its continuation.</summary>
    static void AssertUnnoticed(Action complete)
    {
        try
        {
            complete();
        }
        catch (InvalidOperationException)
        {
            Console.WriteLine(Survived);
        }
    }

    sealed class InTurn(params INode<int>[] nodes) : INode<int>
    {
        int next;

        public Answer Next(ref Scratch scratch, out int result) => nodes[next++].Next(ref scratch, out result);
    }

    internal static void OrdinaryCalls()
    {
        AppContext.SetSwitch("Unboxed.OrdinaryCalls", true);
        Console.WriteLine(Abi.IsServed);
    }
    internal static void ScratchCalls()
    {
        AppContext.SetSwitch("Unboxed.OrdinaryCalls", false);
        Console.WriteLine(Abi.IsServed);
    }

    internal static void IsServed() => Console.WriteLine(Abi.IsServed);
}
