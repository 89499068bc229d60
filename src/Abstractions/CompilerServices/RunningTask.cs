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

    /// <summary>Calls outside of the task that runs, as the framework calls continuations.</summary>
    internal static void Hide(Action<object?> call, object state)
    {
        var task = Hide();
        try
        {
            call(state);
        }
        finally
        {
            Show(task);
        }
    }

    /// <summary>What follows runs outside of the task that runs, until <see cref="Show"/>.</summary>
    /// <returns>The task; null where none runs.</returns>
    internal static Task? Hide()
    {
        var task = Field(null);
        Field(null) = null;
        return task;
    }

    internal static void Show(Task? task) => Field(null) = task;

    /// <summary>Whether this runtime has the field.</summary>
    [DynamicDependency(FieldName, typeof(Task))]
    internal static bool HasField() => typeof(Task).GetField(FieldName, BindingFlags.NonPublic | BindingFlags.Static)?.FieldType == typeof(Task);
}
