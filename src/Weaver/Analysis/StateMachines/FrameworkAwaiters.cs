using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.StateMachines;

/// <summary>
/// The framework's own awaiters. Only they are leaves of a scratch body: others may continue inside OnCompleted, change
/// contexts, or continue twice.
/// </summary>
static class FrameworkAwaiters
{
    const string Namespace = "System.Runtime.CompilerServices.";

    static readonly HashSet<string> OfTasks =
    [
        Namespace + "TaskAwaiter", Namespace + "TaskAwaiter`1",
        Namespace + "ConfiguredTaskAwaitable/ConfiguredTaskAwaiter", Namespace + "ConfiguredTaskAwaitable`1/ConfiguredTaskAwaiter",
    ];

    static readonly HashSet<string> Names =
    [
        .. OfTasks, Namespace + "ValueTaskAwaiter", Namespace + "ValueTaskAwaiter`1",
        Namespace + "ConfiguredValueTaskAwaitable/ConfiguredValueTaskAwaiter", Namespace + "ConfiguredValueTaskAwaitable`1/ConfiguredValueTaskAwaiter",
        Namespace + "YieldAwaitable/YieldAwaiter",
    ];

    /// <summary>Whether the awaiter is one of a Task, and not of what may be a source of somebody's.</summary>
    internal static bool IsOfTask(TypeReference awaiter) => awaiter.FrameworkName(OfTasks.Contains) is not null;

    internal static bool Contains(TypeReference awaiter) => awaiter.FrameworkName(Names.Contains) is not null;
}
