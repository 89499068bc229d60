namespace Unboxed.Stress;

/// <summary>The first thing that went wrong, on whatever thread.</summary>
static class Failures
{
    static string? first;

    internal static string? First => Volatile.Read(ref first);

    internal static void Report(string what) => Interlocked.CompareExchange(ref first, what + "\n" + Environment.StackTrace, null);

    internal static void Verify(bool holds, string what)
    {
        if (!holds) Report(what);
    }
}

/// <summary>What leaves fail with.</summary>
sealed class LeafException(long value) : Exception("a leaf failed")
{
    internal long Value => value;
}
