using System.Globalization;
using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Memory;

/// <summary>Says in a line what is awaited at the end of a stack.</summary>
static class Operations
{
    /// <summary>Of the tasks that the framework makes: the name of their type, without type arguments, and what makes them.</summary>
    static readonly Dictionary<string, string> Makers = new(StringComparer.Ordinal)
    {
        ["System.Threading.Tasks.Task+WhenAllPromise"] = "Task.WhenAll",
        ["System.Threading.Tasks.Task+TwoTaskWhenAnyPromise"] = "Task.WhenAny",
        ["System.Threading.Tasks.TaskFactory+CompleteOnInvokePromise"] = "Task.WhenAny",
        ["System.Threading.Tasks.Task+CancellationPromise"] = "Task.WaitAsync",
        ["System.Threading.Tasks.UnwrapPromise"] = "Task.Unwrap",
        ["System.Threading.Tasks.ContinuationTaskFromTask"] = "Task.ContinueWith",
        ["System.Threading.Tasks.ContinuationTaskFromResultTask"] = "Task.ContinueWith",
        ["System.Threading.Tasks.ContinuationResultTaskFromTask"] = "Task.ContinueWith",
        ["System.Threading.Tasks.ContinuationResultTaskFromResultTask"] = "Task.ContinueWith",
        ["System.Threading.SemaphoreSlim+TaskNode"] = "SemaphoreSlim.WaitAsync",
    };

    internal const string Unwrap = "Task.Unwrap";

    internal static string Text(Awaited awaited)
    {
        if (Instance.Of(awaited.Object) is not { } fields) return "nothing that is known";
        if (Tasks.IsTask(fields.Type)) return OfTask(fields) + (Tasks.IsCompleted(fields) ? " (completed: about to go on)" : "");
        string name = TypeNames.CSharp(fields.Type.Name ?? "?");
        return awaited.IsSource ? $"ValueTask source {name}" : $"awaiter {name}";
    }

    /// <summary>What makes tasks of a type; null where that is not known.</summary>
    internal static string? MakerOf(ClrType type) => Makers.GetValueOrDefault(WithoutArguments(type.Name ?? ""));

    static string OfTask(Instance task)
    {
        string name = task.Type.Name ?? "?";
        if (Delay(task) is { } delay) return delay;
        if (MakerOf(task.Type) is { } maker) return maker;
        string written = TypeNames.CSharp(name);
        if (WithoutArguments(name) != FrameworkFields.Task) return written;
        if (task.Object(FrameworkFields.TaskAction) is { IsNull: false } action) return $"{written["System.Threading.Tasks.".Length..]} that runs {MethodOf(action)}";
        // A task without code, of no type of its own, completes by its source.
        return "TaskCompletionSource" + written[FrameworkFields.Task.Length..];
    }

    static string? Delay(Instance task)
    {
        if (!(task.Type.Name ?? "").StartsWith(FrameworkFields.DelayPromise, StringComparison.Ordinal)) return null;
        if (Instance.Of(task.Object(FrameworkFields.DelayTimer)) is not { } timer) return "Task.Delay";
        uint milliseconds = timer.Read<uint>(FrameworkFields.DueTime);
        return milliseconds == uint.MaxValue ? "Task.Delay (infinite)" : $"Task.Delay ({TimeSpan.FromMilliseconds(milliseconds).ToString("c", CultureInfo.InvariantCulture)})";
    }

    static string MethodOf(ClrObject action) => action.IsDelegate && action.AsDelegate().GetDelegateTarget()?.Method is { Type.Name: { } type } method
        ? Methods.UserMethod.Of($"{type}+<{method.Name}>d").Full : "a delegate";

    static string WithoutArguments(string name)
    {
        var parts = TypeNames.Parts(name);
        return string.Join('+', parts.Select(part => part.Name));
    }
}
