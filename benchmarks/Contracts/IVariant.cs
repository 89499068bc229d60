namespace Benchmarks.Contracts;

/// <summary>
/// What every variant offers to the drivers. A chain is made once, on top of a leaf; each call of the delegate starts its
/// root, which makes that many calls one after the other and returns the sum of their results.
/// </summary>
public interface IVariant
{
    /// <summary>The root calls through 1, 4 or 16 async interface methods, the last of which awaits the leaf.</summary>
    Func<int, Task<long>> Chain(Pump pump, int depth);

    /// <summary>As <see cref="Chain"/>, but each call awaits the leaf <see cref="Pump.Loops"/> times.</summary>
    Func<int, Task<long>> Loop(Pump pump, int depth);

    /// <summary>As <see cref="Chain"/>, but the last method changes an <see cref="AsyncLocal{T}"/> before it awaits the leaf.</summary>
    Func<int, Task<long>> Local(Pump pump, int depth);

    /// <summary>As <see cref="Chain"/> of depth 1, but what is awaited is a task: <see cref="Pump.NextTask"/>.</summary>
    Func<int, Task<long>> TaskLeaf(Pump pump);

    /// <summary>As <see cref="Chain"/> of depth 4, but the last method throws after it has awaited the leaf; the root counts what it catches.</summary>
    Func<int, Task<long>> Failing4(Pump pump);

    /// <summary>As <see cref="Chain"/>, but all methods implement the same one: a service, and as many decorators as the depth asks for.</summary>
    Func<int, Task<long>> Decorated(Pump pump, int depth);

    /// <summary>As <see cref="Chain"/>, but the methods are lambdas, each of which calls the next through a delegate.</summary>
    Func<int, Task<long>> Pipeline(Pump pump, int depth);

    /// <summary>As <see cref="Chain"/> of depth 1, but the call is one of the leaf itself, through a delegate: of a method in an assembly that is never woven.</summary>
    Func<int, Task<long>> OrdinaryDelegate(Pump pump);

    /// <summary>An async iterator awaits the leaf for each item; a call of the root is an item.</summary>
    Func<int, Task<long>> Iterator(Pump pump);

    /// <summary>Two calls through 4 generic stages each, the first for a value of 32 bytes, the second for a reference.</summary>
    Func<int, Task<long>> Stages(Pump pump);

    /// <summary>As <see cref="Chain"/> of depth 4, but in each method twelve variables live while it awaits, one of them of 64 bytes.</summary>
    Func<int, Task<long>> BigState(Pump pump);

    /// <summary>A call is four of depth 1, on a leaf each, that are all begun before the first is awaited.</summary>
    Func<int, Task<long>> FanOut(Pump[] pumps);

    /// <summary>As <see cref="Chain"/> of depth 1, but the receiver comes from an assembly that is never woven.</summary>
    Func<int, Task<long>> Ordinary(Pump pump);
}
