using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Unboxed.CompilerServices;

/// <summary>Registers a continuation with a source, whose type only the body that awaits it knows.</summary>
/// <remarks>What a source throws then, the framework's builders let nobody see, and end the process.</remarks>
[StackTraceHidden]
abstract class Registrar
{
    internal abstract void Register(object source, LeafKind kind, Action<object?> continuation, object state);
}

/// <inheritdoc/>
[StackTraceHidden]
sealed class SourceRegistrar : Registrar
{
    internal static readonly SourceRegistrar Instance = new();

    internal override void Register(object source, LeafKind kind, Action<object?> continuation, object state)
    {
        try
        {
            Unsafe.As<IValueTaskSource>(source).OnCompleted(continuation, state, kind.Token, kind.Flags);
        }
        // User code: see Registrar.
        catch (Exception exception)
        {
            Unhandled.Throw(exception);
        }
    }
}

/// <inheritdoc/>
[StackTraceHidden]
sealed class SourceRegistrar<T> : Registrar
{
    internal static readonly SourceRegistrar<T> Instance = new();

    internal override void Register(object source, LeafKind kind, Action<object?> continuation, object state)
    {
        try
        {
            Unsafe.As<IValueTaskSource<T>>(source).OnCompleted(continuation, state, kind.Token, kind.Flags);
        }
        // User code: see Registrar.
        catch (Exception exception)
        {
            Unhandled.Throw(exception);
        }
    }
}

/// <summary>A continuation that is good once: somebody's awaiter may call it late, when the chain waits for something else, or is another root's.</summary>
[StackTraceHidden]
sealed class OneCall(Action<object?> continuation, object state)
{
    object? state = state;

    internal void Run() => continuation(Interlocked.Exchange(ref state, null) ?? throw Chain.Twice());
}

/// <summary>Registers a continuation with an awaiter of any type, which takes nothing but a delegate.</summary>
[StackTraceHidden]
sealed class AwaiterRegistrar<TAwaiter> : Registrar where TAwaiter : ICriticalNotifyCompletion
{
    internal static readonly AwaiterRegistrar<TAwaiter> Instance = new();

    internal override void Register(object source, LeafKind kind, Action<object?> continuation, object state)
    {
        try
        {
            // As in plain C#, a copy: the frame asks the awaiter for its result as it was awaited.
            var awaiter = Unsafe.As<StrongBox<TAwaiter>>(source).Value!;
            awaiter.UnsafeOnCompleted(new OneCall(continuation, state).Run);
        }
        // User code: see Registrar.
        catch (Exception exception)
        {
            Unhandled.Throw(exception);
        }
    }
}
