using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Methods that are bound to the way in which they are called: they hold a lock meanwhile, or ask for their caller.</summary>
public static class BoundMethods
{
    interface IGuarded
    {
        Task<int> EnterAsync(object guard);

        ValueTask LeaveAsync(object guard);
    }

    sealed class Guarded(Trace trace) : IGuarded
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> EnterAsync(object guard)
        {
            trace.Log("entered", Monitor.IsEntered(guard));
            await trace.Leaf();
            trace.Log("entered after it", Monitor.IsEntered(guard));
            return 1;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask LeaveAsync(object guard)
        {
            trace.Log("entered", Monitor.IsEntered(guard));
            await trace.Leaf();
        }
    }

    sealed class Synchronized(IGuarded inner) : IGuarded
    {
        [MethodImpl(MethodImplOptions.Synchronized)]
        public Task<int> EnterAsync(object guard) => inner.EnterAsync(guard);

        [MethodImpl(MethodImplOptions.Synchronized)]
        public ValueTask LeaveAsync(object guard)
        {
            ArgumentNullException.ThrowIfNull(guard);
            return inner.LeaveAsync(guard);
        }

        [MethodImpl(MethodImplOptions.Synchronized)]
        internal static Task<int> PassOnAsync(IGuarded inner, object guard) => inner.EnterAsync(guard);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    [Expect(Decision.Ordinary, Reason = "A synchronized method holds its lock while its callee starts.")]
    public static async Task SynchronizedMethods(Trace trace)
    {
        IGuarded guarded = new Synchronized(new Guarded(trace));
        trace.Log("result", await guarded.EnterAsync(guarded));
        await guarded.LeaveAsync(guarded);
        trace.Log("result", await Synchronized.PassOnAsync(new Guarded(trace), typeof(Synchronized)));
    }

    [Expect(Decision.Ordinary)]
    static async Task<string?> CallingAsync(Trace trace)
    {
        var caller = System.Reflection.Assembly.GetCallingAssembly();
        await trace.Leaf();
        return caller.GetName().Name;
    }

    [Case(In = Places.Plain)]
    [Expect(Decision.Ordinary, Reason = "In plain C# the framework's builder calls it.")]
    public static async Task TheCallingAssembly(Trace trace) => trace.Log("called by", await CallingAsync(trace));
}
