using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Memory;

/// <summary>What the fields of tasks say.</summary>
static class Tasks
{
    internal static bool IsTask(ClrType type) => type.GetFieldByName(FrameworkFields.Continuation) is not null && type.GetFieldByName(FrameworkFields.TaskFlags) is not null;

    internal static bool IsCompleted(Instance task) => (task.Read<int>(FrameworkFields.TaskFlags) & FrameworkFields.CompletedMask) != 0;
}
