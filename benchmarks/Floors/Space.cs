using System.Runtime.InteropServices;

namespace Benchmarks.Floors;

/// <summary>What a call is given by its caller, in the caller's frame.</summary>
// It begins with its handle: left to itself, the runtime would put references first.
[StructLayout(LayoutKind.Explicit)]
ref struct Space
{
    [FieldOffset(0)] public Handle Handle;

    [FieldOffset(8)] public Thread Thread;

    /// <summary>The exception that a call has thrown that answers <see cref="Threw"/>; the frame of one that answers <see cref="Suspended"/>.</summary>
    [FieldOffset(16)] public object? Carried;
}

/// <summary>The part of a space that dispatched methods are given, which proxies may copy: so it has its own address.</summary>
struct Handle
{
    public nint Self;
}

/// <summary>The answer of a call that has completed.</summary>
static class Completed;

/// <summary>The answer of a call that has thrown.</summary>
static class Threw;

/// <summary>The answer of a call that has suspended.</summary>
static class Suspended;

/// <summary>The depth of a leaf. Depths are structs, so that each level has machine code and a profile of its own.</summary>
struct Leaf;

/// <summary>The depth of a level on top of another.</summary>
/// <typeparam name="TDepth">That of the other.</typeparam>
struct Above<TDepth> where TDepth : struct;

/// <summary>What a level implements for ordinary callers; a receiver is known by this type.</summary>
/// <typeparam name="TDepth">Its depth.</typeparam>
interface ILevel<TDepth> where TDepth : struct
{
    ValueTask<int> Next();
}

/// <summary>The companion of <see cref="ILevel{TDepth}"/>.</summary>
/// <typeparam name="TDepth">As of that.</typeparam>
interface ICompanion<TDepth> where TDepth : struct
{
    /// <summary>As <see cref="ILevel{TDepth}.Next"/>.</summary>
    /// <returns><see cref="Completed"/>, <see cref="Threw"/>, or null where the call is declined.</returns>
    Type? Next(ref Handle handle, out int result);
}
