using Unboxed.CompilerServices;

namespace Unboxed.Testing;

static class GivenResults
{
    /// <summary>Gives a result as the futures of woven code do, whose bodies store it where it goes at once.</summary>
    internal static void Give<T>(ref Scratch scratch, T value)
    {
        var other = value;
        ref var result = ref Scratch.ResultOf(ref scratch, ref other);
        result = value;
        Scratch.SetResult(ref scratch, ref result);
    }
}
