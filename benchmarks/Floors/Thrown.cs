using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Benchmarks.Floors;

/// <summary>What all levels do where they do not complete, out of their way.</summary>
static class Thrown
{
    /// <summary>The answer of a method that has caught this at its boundary.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Type Answer(ref Space space, Exception exception)
    {
        space.Carried = exception;
        return typeof(Threw);
    }

    /// <summary>What a call has answered that has not completed: throws what it has thrown.</summary>
    /// <returns>That the caller declines too.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Type? Again(ref Space space, Type? answer)
    {
        if (answer == typeof(Threw) && space.Carried is Exception exception)
        {
            space.Carried = null;
            ExceptionDispatchInfo.Throw(exception);
        }
        return null;
    }
}
