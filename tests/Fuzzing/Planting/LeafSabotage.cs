using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Unboxed.CompilerServices;

namespace Unboxed.Fuzzing.Planting;

#pragma warning disable IDE0060 // The parameters are those of the methods that these stand for.

/// <summary>A frame that is suspended at a leaf under suppressed flow goes on in its own execution context.</summary>
public static class SuppressionForgotten
{
    public static Place SuspendAtValueTaskOf<T>(ref Scratch scratch, ValueTaskAwaiter<T> awaiter, Future future, int state, Place place) =>
        Forget(ref scratch, Leaves.SuspendAtValueTaskOf(ref scratch, awaiter, future, state, place));

    public static Place SuspendAtTask<TAwaiter>(ref Scratch scratch, TAwaiter awaiter, Future future, int state, Place place) where TAwaiter : ICriticalNotifyCompletion =>
        Forget(ref scratch, Leaves.SuspendAtTask(ref scratch, awaiter, future, state, place));

    static Place Forget(ref Scratch scratch, Place place)
    {
        ref object? contexts = ref scratch.Slot(place, Future.ContextsSlot);
        if (Contexts.IsSuppressed(contexts)) contexts = Fence.Execution(scratch.Thread);
        return place;
    }
}

/// <summary>What a source throws when it is waited for is lost.</summary>
public static class SourcesThatThrowIgnored
{
    public static Place SuspendAtValueTaskOf<T>(ref Scratch scratch, ValueTaskAwaiter<T> awaiter, Future future, int state, Place place)
    {
        place = Leaves.SuspendAtValueTaskOf(ref scratch, awaiter, future, state, place);
        if (scratch.Carried is SourceRegistrar<T>) scratch.Carried = Silent<T>.Instance;
        return place;
    }

    sealed class Silent<T> : Registrar
    {
        internal static readonly Silent<T> Instance = new();

        internal override void Register(object source, LeafKind kind, Action<object?> continuation, object state)
        {
            try
            {
                ((IValueTaskSource<T>)source).OnCompleted(continuation, state, kind.Token, kind.Flags);
            }
            catch (Harness.Oops)
            {
                // The bug.
            }
        }
    }
}

/// <summary>What the root's builder has captured once is taken for what it would capture at another of its awaits.</summary>
public static class BuilderNotForgotten
{
    public static void ForgetBuilder(Chain? chain)
    {
    }
}
