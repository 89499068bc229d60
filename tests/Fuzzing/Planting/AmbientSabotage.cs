using Unboxed.CompilerServices;

namespace Unboxed.Fuzzing.Planting;

/// <summary>What a callee gives is kept where another chain keeps its own.</summary>
public static class ResultInAStatic
{
    static class Last<T>
    {
        internal static (bool IsThere, T Value) Result;
    }

    public static void SetResult<T>(ref Scratch scratch, ref T result)
    {
        Scratch.SetResult(ref scratch, ref result);
        Last<T>.Result = (true, result);
    }

    public static T Replace<T>(T result)
    {
        var (isThere, last) = Last<T>.Result;
        Last<T>.Result = default;
        return isThere ? last : result;
    }
}

/// <summary>A root gives its chain back while it may need it for another call: somebody else's chain, started meanwhile, is the same one.</summary>
public static class ChainReturnedEarly
{
    public static R TakeResult<R>(Chain chain, int site)
    {
        var result = Chain.TakeResult<R>(chain, site);
        Chain? returned = chain;
        Chain.Return(ref returned);
        return result;
    }

    /// <summary>It has been given back already.</summary>
    public static void Return(ref Chain? chain) => chain = null;
}
