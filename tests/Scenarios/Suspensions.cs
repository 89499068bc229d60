using System.Collections.Concurrent;
using Unboxed.CompilerServices;

namespace Unboxed.Scenarios;

/// <summary>
/// Counts the scratch calls that suspend. Woven libraries call this instead of the run-time support, once the tests have redirected them:
/// neither the weaver nor the run-time support has a switch for it. Thread-safe.
/// </summary>
public static class Suspensions
{
    /// <summary>A bug that the tests plant, to see that the transcripts show it: the context in which an await goes on is the other one.</summary>
    static readonly bool isInverted = Environment.GetEnvironmentVariable(InvertedVariable) == "1";

    internal const string InvertedVariable = "SCENARIOS_INVERT_CONFIGURE_AWAIT";

    static readonly ConcurrentDictionary<(string Caller, string Callee), int> counts = new();

    /// <summary>The assembly of the method that has last been suspended on this thread: the callee of the next one.</summary>
    [ThreadStatic]
    static string? last;

    /// <summary>Called before a method of the assembly is suspended at a leaf.</summary>
    public static void AtLeaf(string caller) => last = caller;

    /// <summary>Stands for <see cref="Scratch.SuspendAtCall"/>: the caller runs in scratch space itself.</summary>
    public static Place SuspendAtCall(ref Scratch scratch, Future future, int state, Place place, bool continueOnCapturedContext, string caller)
    {
        Count(caller);
        last = caller;
        return scratch.SuspendAtCall(future, state, place, continueOnCapturedContext ^ isInverted);
    }

    /// <summary>Stands for <see cref="Scratch.SuspendIfPending"/>: the caller runs in scratch space itself.</summary>
    public static Answer SuspendIfPending(ref Scratch scratch, Type? answered, Future future, int state, Place place, bool continueOnCapturedContext, string caller)
    {
        var answer = scratch.SuspendIfPending(answered, future, state, place, continueOnCapturedContext ^ isInverted);
        if (answer != Answer.Pending) return answer;
        Count(caller);
        last = caller;
        return answer;
    }

    /// <summary>Stands for <see cref="Chain.End"/>: the caller is the root of its chain.</summary>
    public static Answer End(
        Answer answer, ref Scratch scratch, ref Chain? kept, bool continueOnCapturedContext, ref int expected, ref int state, int suspended, string caller)
    {
        if (answer == Answer.Pending) Count(caller);
        return Chain.End(answer, ref scratch, ref kept, continueOnCapturedContext ^ isInverted, ref expected, ref state, suspended);
    }

    /// <summary>Stands for <see cref="Chain.EndHeld"/>.</summary>
    public static Answer EndHeld(Answer answer, ref Scratch scratch, ref Chain? kept, ref int expected, string caller)
    {
        if (answer == Answer.Pending) Count(caller);
        return Chain.EndHeld(answer, ref scratch, ref kept, ref expected);
    }

    /// <summary>Stands for <see cref="Chain.EndCompanion"/>: the caller is the root of its chain.</summary>
    public static Answer EndCompanion(
        Type? answered, ref Scratch scratch, ref Chain? kept, bool continueOnCapturedContext, ref int expected, ref int state, int suspended, string caller) =>
        End(Companion.Take(answered), ref scratch, ref kept, continueOnCapturedContext, ref expected, ref state, suspended, caller);

    /// <summary>Stands for <see cref="Chain.EndHeldCompanion"/>.</summary>
    public static Answer EndHeldCompanion(Type? answered, ref Scratch scratch, ref Chain? kept, ref int expected, string caller) =>
        EndHeld(Companion.Take(answered), ref scratch, ref kept, ref expected, caller);

    /// <summary>Stands for <see cref="Chain.SuspendHeld"/>.</summary>
    public static Answer SuspendHeld(Chain chain, bool continueOnCapturedContext, string caller) => Chain.SuspendHeld(chain, continueOnCapturedContext ^ isInverted);

    static void Count(string caller) => counts.AddOrUpdate((caller, last ?? "?"), 1, (_, count) => count + 1);

    /// <summary>A line for each pair of assemblies: the caller's, the callee's, the number of calls.</summary>
    internal static void Write(TextWriter output)
    {
        foreach (var ((caller, callee), count) in counts.OrderBy(entry => entry.Key)) output.WriteLine($"suspended {caller} {callee} {count}");
    }
}
