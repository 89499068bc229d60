using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// What a companion returns in the place of an <see cref="Answer"/>: a reference, since a proxy that makes nothing of a call may return null, but no value of an enum. Null is a call
/// that is declined, and so is whatever else somebody returns. Types, because the JIT knows their objects as constants.
/// </summary>
static class Answered
{
    static class Completed;

    static class Pending;

    static class Faulted;

    static class HandedBack;

    static class Unfenced;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Type? Of(Answer answer) => answer == Answer.Completed ? typeof(Completed) : OfOther(answer);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static Type? OfOther(Answer answer) => answer switch
    {
        Answer.Pending => typeof(Pending),
        Answer.Faulted => typeof(Faulted),
        Answer.HandedBack => typeof(HandedBack),
        Answer.Unfenced => typeof(Unfenced),
        _ => null,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsCompleted(Type? answered) => ReferenceEquals(answered, typeof(Completed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsPending(Type? answered) => ReferenceEquals(answered, typeof(Pending));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Answer Open(Type? answered) => IsCompleted(answered) ? Answer.Completed : OpenOther(answered);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static Answer OpenOther(Type? answered)
    {
        if (ReferenceEquals(answered, typeof(Unfenced))) return Answer.Unfenced;
        if (IsPending(answered)) return Answer.Pending;
        if (ReferenceEquals(answered, typeof(Faulted))) return Answer.Faulted;
        return ReferenceEquals(answered, typeof(HandedBack)) ? Answer.HandedBack : Answer.Declined;
    }
}
