using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>What all futures have in common.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Future
{
    /// <summary>What a companion answers when the call has completed; never more than compared.</summary>
    internal static readonly Future Completed = new Completion();

    private protected Future(bool isDeclined, bool isHandedBack) => (IsDeclined, IsHandedBack) = (isDeclined, isHandedBack);

    /// <summary>Whether this is no future: the call is declined, which means that nothing has happened yet and the ordinary call is due, or a task is handed back.</summary>
    public bool IsDeclined { get; }

    /// <summary>Whether the call has been made, and has returned a task: <see cref="Handed"/> has it.</summary>
    public bool IsHandedBack { get; }

    sealed class Completion() : Future(false, false);
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
    public static readonly Future<R> Declined = new NoFuture(isHandedBack: false);

    /// <summary>What a method returns that is not async, and hands a task back.</summary>
    internal static readonly Future<R> HandedBack = new NoFuture(isHandedBack: true);

    /// <summary>A future of woven code.</summary>
    protected Future() : base(false, false)
    {
    }

    Future(bool isHandedBack) : base(true, isHandedBack)
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

    sealed class NoFuture(bool isHandedBack) : Future<R>(isHandedBack)
    {
        public override Future<R>? Poll(ref object? refs, ref long words, Room room, ThreadContext thread, out R result) =>
            throw new InvalidOperationException("A declined call has no future to poll: the caller has to make the ordinary call.");
    }
}
