using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>
/// What an async method throws does not come through a method that has passed its call on, for it is in the task; what a method throws that is not async does.
/// The frames of the exception tell the two apart, whatever else has failed below in the meantime. Not optimised, so that no tail call takes a frame away.
/// </summary>
public static class FaultsApart
{
    interface IStore
    {
        Task<int> GetAsync(int how);
    }

    sealed class Store : IStore
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> GetAsync(int how)
        {
            if (how > 0) throw new InvalidOperationException("the store's");
            await Task.Yield();
            return how;
        }
    }

    /// <summary>Passes on, unless it fails itself, after a chain beside it has failed.</summary>
    sealed class Checked(IStore inner) : IStore
    {
        [MethodImpl(MethodImplOptions.NoOptimization)]
        public Task<int> GetAsync(int how)
        {
            if (how == 2)
            {
                Aside(inner);
                throw new ArgumentException("its own");
            }
            return inner.GetAsync(how);
        }
    }

    sealed class Outer(IStore inner) : IStore
    {
        int calls;

        [MethodImpl(MethodImplOptions.NoOptimization)]
        public Task<int> GetAsync(int how)
        {
            calls++;
            return inner.GetAsync(how);
        }
    }

    /// <summary>A chain of its own that fails at once, and whose failure is nobody's.</summary>
    static void Aside(IStore store) => _ = FailAsync(store);

    [Expect(Decision.Scratch)]
    static async Task<bool> FailAsync(IStore store)
    {
        try
        {
            return await store.GetAsync(1) > 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    [Expect(Decision.Scratch)]
    static async Task<int> CallAsync(Trace trace, IStore store, int how)
    {
        try
        {
            return await store.GetAsync(how);
        }
        catch (Exception exception)
        {
            trace.Frames(exception);
            return -1;
        }
    }

    /// <summary>1: the async method fails. 2: the method that is not async, after an async one has failed beside it.</summary>
    [Case(Variants = 2)]
    [Expect(Decision.Scratch)]
    public static async Task AfterAnother(Trace trace, int variant) =>
        trace.Log("result", await CallAsync(trace, new Outer(new Checked(new Store())), variant + 1));

    /// <summary>As before, and whoever is told of an exception first lets a chain of its own fail.</summary>
    [Case(Variants = 2)]
    [Expect(Decision.Scratch)]
    public static async Task InsideAHandler(Trace trace, int variant)
    {
        var beside = new Outer(new Checked(new Store()));
        int depth = 0, thread = Environment.CurrentManagedThreadId;
        void Handler(object? sender, FirstChanceExceptionEventArgs told)
        {
            if (Environment.CurrentManagedThreadId != thread || depth > 0) return;
            depth++;
            Aside(beside);
            depth--;
        }
        AppDomain.CurrentDomain.FirstChanceException += Handler;
        try
        {
            trace.Log("result", await CallAsync(trace, new Outer(new Checked(new Store())), variant + 1));
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Handler;
        }
    }
}
