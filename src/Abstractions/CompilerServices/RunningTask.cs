using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>The task that runs on the current thread. Outside of every task the default task scheduler is current, and need not be asked for.</summary>
static class RunningTask
{
    const string FieldName = "t_currentTask";

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = FieldName)]
    static extern ref Task? Field(Task? type);

    internal static bool IsNone
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Field(null) is null;
    }

    /// <summary>The current task scheduler; null for the default one.</summary>
    internal static TaskScheduler? Scheduler => IsNone || TaskScheduler.Current == TaskScheduler.Default ? null : TaskScheduler.Current;

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

    /// <summary>Whether this runtime has the field.</summary>
    [DynamicDependency(FieldName, typeof(Task))]
    internal static bool HasField() => typeof(Task).GetField(FieldName, BindingFlags.NonPublic | BindingFlags.Static)?.FieldType == typeof(Task);
}
