using Benchmarks.Contracts;

namespace Benchmarks.Source;

/// <summary>The only iterator; all variants have it as it stands, since its builder cannot be chosen.</summary>
public interface IItems { IAsyncEnumerable<int> Items(int count); }

public sealed class PumpItems(Pump pump) : IItems
{
    public async IAsyncEnumerable<int> Items(int count) { for (int i = 0; i < count; i++) yield return await pump.Next() + 1; }
}

public sealed class ItemsRoot(IItems items)
{
    public async Task<long> Run(int calls) { long sum = 0; await foreach (int x in items.Items(calls)) sum += x; return sum; }
}
