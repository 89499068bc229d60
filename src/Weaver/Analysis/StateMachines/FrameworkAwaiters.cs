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

    static readonly HashSet<string> Names =
    [
        Namespace + "TaskAwaiter", Namespace + "TaskAwaiter`1", Namespace + "ValueTaskAwaiter", Namespace + "ValueTaskAwaiter`1",
        Namespace + "ConfiguredTaskAwaitable/ConfiguredTaskAwaiter", Namespace + "ConfiguredTaskAwaitable`1/ConfiguredTaskAwaiter",
        Namespace + "ConfiguredValueTaskAwaitable/ConfiguredValueTaskAwaiter", Namespace + "ConfiguredValueTaskAwaitable`1/ConfiguredValueTaskAwaiter",
        Namespace + "YieldAwaitable/YieldAwaiter",
    ];

    internal static bool Contains(TypeReference awaiter) => awaiter.FrameworkName(Names.Contains) is not null;
}
