using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// What a companion returns in the place of an <see cref="Answer"/>; null for a call that is declined, as from a proxy that does not go on: one that makes nothing of a call
/// may return null, but no value of an enum.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Answered
{
    static readonly Answered Completed = new(Answer.Completed), Pending = new(Answer.Pending), Faulted = new(Answer.Faulted), HandedBack = new(Answer.HandedBack);

    readonly Answer answer;

    Answered(Answer answer) => this.answer = answer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Answered? Of(Answer answer) => answer == Answer.Completed ? Completed : Other(answer);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static Answered? Other(Answer answer) => answer switch
    {
        Answer.Pending => Pending,
        Answer.Faulted => Faulted,
        Answer.HandedBack => HandedBack,
        _ => null,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Answer Open(Answered? answered) => ReferenceEquals(answered, Completed) ? Answer.Completed : answered is null ? Answer.Declined : answered.answer;
}
