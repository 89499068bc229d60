using Benchmarks.Contracts;
using Benchmarks.Source;

namespace Benchmarks.Receivers;

/// <summary>Puts the chains of one variant together.</summary>
public sealed class Variant : IVariant
{
    public Func<int, Task<long>> Depth1(Pump pump) => new Root1(new Level0(pump)).Run;

    public Func<int, Task<long>> Depth4(Pump pump) => new Root4(new Level3(new Level2(new Level1(new Level0(pump))))).Run;

    public Func<int, Task<long>> Ordinary(Pump pump) => new OrdinaryRoot(new Receiver(pump)).Run;
}
