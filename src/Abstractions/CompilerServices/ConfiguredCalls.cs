using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// What the framework's structs wrap that <c>await foreach (var x in source.WithCancellation(token).ConfigureAwait(false))</c> and <c>await using (x.ConfigureAwait(false))</c> call: an
/// object, and whether the await of what its method returns continues on the captured context.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerNonUserCode]
[StackTraceHidden]
public static class ConfiguredCalls
{
    /// <summary>The fields of the structs, in their order.</summary>
    struct Parts
    {
        internal object? Wrapped;
        internal bool ContinueOnCapturedContext;
    }

    static readonly bool Served = AreKnown();

    /// <summary>The object whose method is called; null where the ordinary call is due, as it is where this runtime's structs are not as those that are known.</summary>
    /// <typeparam name="TWrapper">The struct.</typeparam>
    /// <param name="wrapper">What the method is called on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object? Wrapped<TWrapper>(ref TWrapper wrapper)
        where TWrapper : struct => Served ? Unsafe.As<TWrapper, Parts>(ref wrapper).Wrapped : null;

    /// <summary>Whether the await continues on the captured context.</summary>
    /// <typeparam name="TWrapper">The struct.</typeparam>
    /// <param name="wrapper">One for which <see cref="Wrapped"/> has given an object.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Continues<TWrapper>(ref TWrapper wrapper)
        where TWrapper : struct => Unsafe.As<TWrapper, Parts>(ref wrapper).ContinueOnCapturedContext;

    /// <summary>What the struct's method returns for what the object's has returned.</summary>
    public static ConfiguredValueTaskAwaitable Configure(ValueTask task, bool continueOnCapturedContext) => task.ConfigureAwait(continueOnCapturedContext);

    /// <inheritdoc cref="Configure(ValueTask, bool)"/>
    public static ConfiguredValueTaskAwaitable<T> ConfigureOf<T>(ValueTask<T> task, bool continueOnCapturedContext) => task.ConfigureAwait(continueOnCapturedContext);

    /// <summary>Whether the structs have these fields, on the runtime that this runs on: reads what it has put together.</summary>
    static bool AreKnown()
    {
        var source = new Source();
        foreach (bool continues in (bool[])[true, false])
        {
            if (!Are(((IAsyncDisposable)source).ConfigureAwait(continues), source, continues)
                || !Are(((IAsyncEnumerable<int>)source).ConfigureAwait(continues).GetAsyncEnumerator(), source, continues)
                || !Are(((IAsyncEnumerable<string>)source).ConfigureAwait(continues).GetAsyncEnumerator(), source, continues)) return false;
        }
        return true;
    }

    static bool Are<TWrapper>(TWrapper wrapper, object wrapped, bool continues)
        where TWrapper : struct
    {
        if (Unsafe.SizeOf<TWrapper>() != Unsafe.SizeOf<Parts>()) return false;
        ref var parts = ref Unsafe.As<TWrapper, Parts>(ref wrapper);
        return ReferenceEquals(parts.Wrapped, wrapped) && parts.ContinueOnCapturedContext == continues;
    }

    sealed class Source : IAsyncEnumerable<int>, IAsyncEnumerator<int>, IAsyncEnumerable<string>, IAsyncEnumerator<string>
    {
        int IAsyncEnumerator<int>.Current => throw new NotSupportedException();

        string IAsyncEnumerator<string>.Current => throw new NotSupportedException();

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        IAsyncEnumerator<string> IAsyncEnumerable<string>.GetAsyncEnumerator(CancellationToken cancellationToken) => this;

        public ValueTask<bool> MoveNextAsync() => throw new NotSupportedException();

        public ValueTask DisposeAsync() => throw new NotSupportedException();
    }
}
