namespace Benchmarks.Source;

public sealed class Root1(ILevel0 next)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await next.Next(); return sum; }
}

public sealed class Root4(ILevel3 next)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await next.Next(); return sum; }
}

public sealed class Root16(ILevel15 next)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await next.Next(); return sum; }
}

public sealed class Root60(IRepeated next)
{
    public async Task<long> Run(int calls) { long sum = 0; for (int i = 0; i < calls; i++) sum += await next.Next(); return sum; }
}

/// <summary>Counts the calls that fail.</summary>
public sealed class CatchingRoot(ILevel3 next)
{
    public async Task<long> Run(int calls)
    {
        long failures = 0;
        for (int i = 0; i < calls; i++)
        {
            try { await next.Next(); }
            catch (InvalidOperationException) { failures++; }
        }
        return failures;
    }
}
