using System.Runtime.CompilerServices;

namespace NextAbi;

/// <summary>The task that runs on the current thread. Outside of every task the default scheduler is current.</summary>
static class RunningTask
{
    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "t_currentTask")]
    static extern ref Task? Field(Task? type);

    /// <summary>Calls outside of the task that runs, as the framework's continuations are called in a SynchronizationContext.</summary>
    internal static void Hide(Action<object?> call, object state)
    {
        var task = Field(null);
        Field(null) = null;
        try
        {
            call(state);
        }
        finally
        {
            Field(null) = task;
        }
    }

    internal static bool IsNone
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Field(null) is null;
    }
}
