extern alias pooling;
extern alias runtimeasync;
extern alias task;
extern alias unboxed;
extern alias valuetask;
using Benchmarks.Contracts;

namespace Benchmarks.Workloads;

/// <summary>The variants, one assembly each.</summary>
public static class Variants
{
    public const string Task = "task", ValueTask = "valuetask", Pooling = "pooling", RuntimeAsync = "runtimeasync", Unboxed = "unboxed";

    /// <summary>On a newer runtime than .NET 10, ours and the two that it is compared with there.</summary>
    public static IReadOnlyList<string> Names { get; } = Environment.Version.Major == 10 ? [Task, ValueTask, Pooling, RuntimeAsync, Unboxed] : [ValueTask, RuntimeAsync, Unboxed];

    public static IVariant Create(string name) => name switch
    {
        Task => new task::Benchmarks.Receivers.Variant(),
        ValueTask => new valuetask::Benchmarks.Receivers.Variant(),
        Pooling => new pooling::Benchmarks.Receivers.Variant(),
        RuntimeAsync => new runtimeasync::Benchmarks.Receivers.Variant(),
        Unboxed => new unboxed::Benchmarks.Receivers.Variant(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such variant."),
    };
}
