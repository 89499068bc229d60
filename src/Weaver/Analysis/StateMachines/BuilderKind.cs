using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.StateMachines;

/// <summary>The framework's builders of async methods, and all others.</summary>
enum BuilderKind
{
    /// <summary>A builder that is left alone: chosen by attribute.</summary>
    Other,

    /// <summary>An async method that returns Task or Task&lt;T&gt;.</summary>
    Task,

    /// <summary>An async method that returns ValueTask or ValueTask&lt;T&gt;.</summary>
    ValueTask,

    /// <summary>
    /// An async method whose boxes are pooled: only a root. Who awaits its future goes on by the rules of <see cref="System.Threading.Tasks.Sources.ManualResetValueTaskSourceCore{TResult}"/>, which are others than those of a task:
    /// it is posted to its SynchronizationContext even where that is current.
    /// </summary>
    Pooling,

    /// <summary>An async void method: only a root.</summary>
    Void,

    /// <summary>An async iterator: only a root.</summary>
    Iterator,
}

static class BuilderKinds
{
    const string Namespace = "System.Runtime.CompilerServices.";

    internal static BuilderKind Of(TypeReference builder) => builder.FrameworkName(name => name.StartsWith(Namespace, StringComparison.Ordinal)) switch
    {
        Namespace + "AsyncTaskMethodBuilder" or Namespace + "AsyncTaskMethodBuilder`1" => BuilderKind.Task,
        Namespace + "AsyncValueTaskMethodBuilder" or Namespace + "AsyncValueTaskMethodBuilder`1" => BuilderKind.ValueTask,
        Namespace + "PoolingAsyncValueTaskMethodBuilder" or Namespace + "PoolingAsyncValueTaskMethodBuilder`1" => BuilderKind.Pooling,
        Namespace + "AsyncVoidMethodBuilder" => BuilderKind.Void,
        Namespace + "AsyncIteratorMethodBuilder" => BuilderKind.Iterator,
        _ => BuilderKind.Other,
    };
}
