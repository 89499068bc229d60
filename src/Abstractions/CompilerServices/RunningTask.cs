using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>The task that runs on the current thread. Outside of every task the default task scheduler is current, and need not be asked for.</summary>
static class RunningTask
{
    const string FieldName = "t_currentTask";

    static readonly bool isVisible = Fence.Direct && HasField();

    /// <summary>Whether no task is known to run; false as well where the runtime has no such field.</summary>
    internal static bool IsNone
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => isVisible && Field(null) is null;
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = FieldName)]
    static extern ref Task? Field(Task? type);

    [DynamicDependency(FieldName, typeof(Task))]
    static bool HasField() => typeof(Task).GetField(FieldName, BindingFlags.NonPublic | BindingFlags.Static)?.FieldType == typeof(Task);
}
