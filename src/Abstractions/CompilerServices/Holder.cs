using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Unboxed.CompilerServices;

struct HolderKey<T>;

struct OutcomeKey<T>;

/// <summary>Holds a value that fits neither a reference slot nor words: a struct that mixes references and data.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
sealed class Holder<T> : Pooled
{
    T value = default!;

    internal static Holder<T> Rent(T value, ThreadContext thread)
    {
        var holder = Pool<HolderKey<T>>.Rent<Holder<T>>(thread) ?? new Holder<T>();
        holder.value = value;
        return holder;
    }

    internal T Return(ThreadContext thread)
    {
        var result = value;
        value = default!;
        Pool<HolderKey<T>>.Return(this, thread);
        return result;
    }
}

/// <summary>How a callee ended, kept by a caller that may continue only elsewhere (see <see cref="Hop"/>).</summary>
sealed class Outcome<T> : Pooled
{
    T result = default!;
    ExceptionDispatchInfo? fault;

    internal static Outcome<T> Rent(T result, ExceptionDispatchInfo? fault, ThreadContext thread)
    {
        var outcome = Pool<OutcomeKey<T>>.Rent<Outcome<T>>(thread) ?? new Outcome<T>();
        outcome.result = result;
        outcome.fault = fault;
        return outcome;
    }

    internal void Return(ThreadContext thread, out T result, out ExceptionDispatchInfo? fault)
    {
        result = this.result;
        fault = this.fault;
        this.result = default!;
        this.fault = null;
        Pool<OutcomeKey<T>>.Return(this, thread);
    }
}
