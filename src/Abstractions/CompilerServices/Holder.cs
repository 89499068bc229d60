namespace Unboxed.CompilerServices;

/// <summary>Holds a value that fits neither a reference slot nor a word: a struct that mixes references and data, and a large result.</summary>
/// <remarks>One whose type belongs to a collectible load context is not pooled: the pool would keep the context.</remarks>
sealed class Holder<T> : Pooled
{
    static readonly Pool? pool = typeof(T).IsCollectible ? null : new(HeaderBytes + System.Runtime.CompilerServices.Unsafe.SizeOf<T>());

    T value = default!;

    internal static Holder<T> Rent(T value)
    {
        var holder = System.Runtime.CompilerServices.Unsafe.As<Holder<T>?>(pool?.Rent()) ?? new Holder<T>();
        holder.value = value;
        return holder;
    }

    internal T Return()
    {
        var result = value;
        value = default!;
        pool?.Return(this);
        return result;
    }
}
