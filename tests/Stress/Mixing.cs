namespace Unboxed.Stress;

/// <summary>The numbers with which the layers compute, and what comes out of them, computed without awaits.</summary>
static class Mixing
{
    internal static long Mix(long seed, int depth)
    {
        ulong mixed = unchecked((ulong)seed * 6364136223846793005UL + (ulong)depth + 1442695040888963407UL);
        return (long)(mixed >> 24);
    }

    /// <summary>The kind of a leaf: timers are rare, because a chain spends its time in them.</summary>
    internal static int Kind(long own)
    {
        int kind = (int)(own % (Leaves.Kinds * 20));
        return kind == 2 ? 2 : kind % Leaves.Kinds is var other && other == 2 ? 8 : other;
    }

    /// <summary>The result of <see cref="Layer.RunAsync"/>.</summary>
    internal static long OfLayer(long seed, int depth, int layers)
    {
        long own = Mix(seed, depth), sum = 0;
        for (int i = 0; i < 2; i++)
        {
            sum += own + i;
            if (depth == 0 || layers == 0) continue;
            int inner = i == 0 ? depth - 1 : 0;
            sum += (own + i) % 2 == 0 ? OfLayer(own + i, inner, layers - 1) : OfTaskLayer(own + i, inner, layers - 1);
        }
        return sum;
    }

    static long OfTaskLayer(long seed, int depth, int layers)
    {
        long own = Mix(seed, depth);
        return own + (depth > 0 && layers > 0 ? OfLayer(own, depth - 1, layers - 1) : 0);
    }

    /// <summary>The result of <see cref="Deep.RunAsync"/>.</summary>
    internal static long OfDeep(long seed, int depth)
    {
        long own = Mix(seed, depth);
        return own + (depth == 0 ? own : OfDeep(own, depth - 1));
    }
}
