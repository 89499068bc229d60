namespace Benchmarks.Contracts;

/// <summary>
/// What every variant offers to the drivers. A chain is made once, on top of a leaf; each call of the delegate starts its
/// root, which makes that many calls one after the other and returns the sum of their results.
/// </summary>
public interface IVariant
{
    /// <summary>The root calls one async interface method, which awaits the leaf.</summary>
    Func<int, Task<long>> Depth1(Pump pump);

    /// <summary>The root calls through four async interface methods, the last of which awaits the leaf.</summary>
    Func<int, Task<long>> Depth4(Pump pump);

    /// <summary>As <see cref="Depth1"/>, but the receiver comes from an assembly that is never woven.</summary>
    Func<int, Task<long>> Ordinary(Pump pump);
}
