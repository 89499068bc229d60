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

    /// <summary>Stands for <see cref="Frame.SuspendAtCall"/>: the caller runs in scratch space itself.</summary>
    public static void SuspendAtCall(object callee, bool continueOnCapturedContext, int state, ref object? refs, ref long words, ThreadContext thread, string caller)
    {
        Count(callee, caller);
        Frame.SuspendAtCall(callee, continueOnCapturedContext ^ isInverted, state, ref refs, ref words, thread);
    }

    /// <summary>Stands for <see cref="Chain.Suspend"/>: the caller is the root of its chain.</summary>
    public static bool Suspend(Chain chain, object callee, bool continueOnCapturedContext, ThreadContext thread, string caller)
    {
        Count(callee, caller);
        return chain.Suspend(callee, continueOnCapturedContext ^ isInverted, thread);
    }

    static void Count(object callee, string caller) => counts.AddOrUpdate((caller, callee.GetType().Assembly.GetName().Name!), 1, (_, count) => count + 1);

    /// <summary>A line for each pair of assemblies: the caller's, that of the callee's future, the number of calls. A future of Unboxed is one in a segment.</summary>
    internal static void Write(TextWriter output)
    {
        foreach (var ((caller, callee), count) in counts.OrderBy(entry => entry.Key)) output.WriteLine($"suspended {caller} {callee} {count}");
    }
}
