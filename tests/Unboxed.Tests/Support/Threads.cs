using System.Runtime.ExceptionServices;

namespace Unboxed.Tests.Support;

static class Threads
{
    /// <summary>Runs the action on a thread of its own, in the default contexts, and waits for it.</summary>
    internal static void RunOnAnother(Action action, int maxStackSize = 0)
    {
        ExceptionDispatchInfo? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                fault = ExceptionDispatchInfo.Capture(exception);
            }
        }, maxStackSize)
        { IsBackground = true };
        thread.UnsafeStart();
        thread.Join();
        fault?.Throw();
    }

    /// <summary>Waits for what another thread has to do; a test that waits in vain fails.</summary>
    internal static void WaitFor(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)), "What the test waits for did not happen.");

    internal static T WaitFor<T>(Task<T> task)
    {
        Assert.True(task.Wait(TimeSpan.FromSeconds(20)), "The chain did not complete.");
        return task.Result;
    }
}
