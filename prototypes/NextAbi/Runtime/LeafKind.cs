using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace NextAbi;

/// <summary>How a frame waits for its leaf: in one word of it.</summary>
readonly struct LeafKind
{
    const long TaskBit = 1 << 16, YieldBit = 1 << 17, CapturesBit = 1 << 18;
    const int OptionsShift = 32;

    LeafKind(long packed) => Packed = packed;

    internal long Packed { get; }

    internal static LeafKind Task(bool continueOnCapturedContext) => new(TaskBit | Captures(continueOnCapturedContext));

    internal static LeafKind Task(ConfigureAwaitOptions options) =>
        new(TaskBit | Captures((options & ConfigureAwaitOptions.ContinueOnCapturedContext) != 0) | (long)options << OptionsShift);

    internal static LeafKind Source(short token, bool continueOnCapturedContext) => new((ushort)token | Captures(continueOnCapturedContext));

    /// <summary>By its awaiter, which captures what it captures.</summary>
    internal static LeafKind Other => default;

    internal static LeafKind Yield => new(YieldBit | CapturesBit);

    static long Captures(bool continueOnCapturedContext) => continueOnCapturedContext ? CapturesBit : 0;

    internal static LeafKind From(long packed) => new(packed);

    internal bool IsTask => (Packed & TaskBit) != 0;

    internal bool IsYield => (Packed & YieldBit) != 0;

    internal bool ContinuesOnCapturedContext => (Packed & CapturesBit) != 0;

    internal ConfigureAwaitOptions Options => (ConfigureAwaitOptions)(Packed >> OptionsShift);

    internal short Token => (short)Packed;

    internal ValueTaskSourceOnCompletedFlags Flags => ContinuesOnCapturedContext ? ValueTaskSourceOnCompletedFlags.UseSchedulingContext : ValueTaskSourceOnCompletedFlags.None;
}

/// <summary>Registers a continuation with a source, whose type only the body that awaits it knows.</summary>
abstract class Registrar
{
    internal abstract void Register(object source, LeafKind kind, Action<object?> continuation, object state);
}

/// <inheritdoc/>
sealed class SourceRegistrar : Registrar
{
    internal static readonly SourceRegistrar Instance = new();

    internal override void Register(object source, LeafKind kind, Action<object?> continuation, object state) =>
        Unsafe.As<IValueTaskSource>(source).OnCompleted(continuation, state, kind.Token, kind.Flags);
}

/// <inheritdoc/>
sealed class SourceRegistrar<T> : Registrar
{
    internal static readonly SourceRegistrar<T> Instance = new();

    internal override void Register(object source, LeafKind kind, Action<object?> continuation, object state) =>
        Unsafe.As<IValueTaskSource<T>>(source).OnCompleted(continuation, state, kind.Token, kind.Flags);
}

/// <summary>Registers a continuation with an awaiter of any type, which takes nothing but a delegate.</summary>
sealed class AwaiterRegistrar<TAwaiter> : Registrar where TAwaiter : ICriticalNotifyCompletion
{
    internal static readonly AwaiterRegistrar<TAwaiter> Instance = new();

    internal override void Register(object source, LeafKind kind, Action<object?> continuation, object state) =>
        Unsafe.As<StrongBox<TAwaiter>>(source).Value!.UnsafeOnCompleted(() => continuation(state));
}
