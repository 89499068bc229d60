using System.Threading.Tasks.Sources;
using Unboxed.CompilerServices;

namespace Unboxed;

// The room as a source of results of any type.
public sealed partial class Room
{
    /// <summary>So many are kept: a generic method may have any number of types of results.</summary>
    const int MaxFaces = 8;

    Face? faces;

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnCompleted(continuation, state, token, flags, ReferenceEquals(continuation, TaskOfFuture.Completion));

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => GetStatus(token);

    void IValueTaskSource.GetResult(short token) => GetResult<VoidResult>(token);

    /// <summary>The room as the source of one type of results. It is made once for each.</summary>
    abstract class Face
    {
        internal Face? Next;
    }

    sealed class Face<R>(Room room) : Face, IValueTaskSource<R>
    {
        void IValueTaskSource<R>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            room.OnCompleted(continuation, state, token, flags, ReferenceEquals(continuation, TaskOfFuture<R>.Completion));

        ValueTaskSourceStatus IValueTaskSource<R>.GetStatus(short token) => room.GetStatus(token);

        R IValueTaskSource<R>.GetResult(short token) => room.GetResult<R>(token);
    }

    /// <summary>The future of the call that has the room.</summary>
    internal ValueTask Future => new(this, Token);

    /// <summary>The same, of a call with a result.</summary>
    internal ValueTask<R> FutureOf<R>()
    {
        int count = 0;
        for (var face = faces; face is not null; face = face.Next)
        {
            if (face is Face<R> known) return new(known, Token);
            count++;
        }
        var made = new Face<R>(this);
        // A room that lives on is not to keep the types of a load context that could be unloaded.
        if (count < MaxFaces && !typeof(R).IsCollectible)
        {
            made.Next = faces;
            faces = made;
        }
        return new(made, Token);
    }
}
