using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>What all futures have in common.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Future
{
    private protected Future(bool isDeclined) => IsDeclined = isDeclined;

    /// <summary>Whether this stands for a declined call: nothing has happened yet, and the ordinary call is due.</summary>
    public bool IsDeclined { get; }
}

/// <summary>
/// The vtable of a future: a stateless singleton per async method that knows how to resume one kind of future, whose data is
/// the scratch space that it is given. Woven code derives from it.
/// </summary>
/// <typeparam name="R">What the async method returns; <see cref="VoidResult"/> for none.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Future<R> : Future
{
    /// <summary>What a companion returns that cannot serve this call: the caller makes the ordinary call instead.</summary>
    public static readonly Future<R> Declined = new DeclinedFuture();

    /// <summary>A future of woven code.</summary>
    protected Future() : base(false)
    {
    }

    Future(bool isDeclined) : base(isDeclined)
    {
    }

    /// <summary>Resumes the future, on the thread that its leaf completed on.</summary>
    /// <param name="refs">The first reference slot of the future's frame.</param>
    /// <param name="words">The first 8-byte word of the future's frame.</param>
    /// <param name="room">How much scratch space there is from there on.</param>
    /// <param name="thread">The current thread.</param>
    /// <param name="result">The result, if the future has completed; otherwise without meaning.</param>
    /// <returns>Null: completed. Otherwise: still pending.</returns>
    /// <exception cref="Exception">Whatever the async method threw; the frame is then empty.</exception>
    public abstract Future<R>? Poll(ref object? refs, ref long words, Room room, ThreadContext thread, out R result);

    sealed class DeclinedFuture() : Future<R>(true)
    {
        public override Future<R>? Poll(ref object? refs, ref long words, Room room, ThreadContext thread, out R result) =>
            throw new InvalidOperationException("A declined call has no future to poll: the caller has to make the ordinary call.");
    }
}
