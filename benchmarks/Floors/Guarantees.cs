namespace Benchmarks.Floors;

/// <summary>How much a level keeps of what an async method promises. Constants for the JIT.</summary>
interface IGuarantees
{
    /// <summary>Whether what the method throws is an answer: thrown where its caller awaits, which may be later.</summary>
    static abstract bool HasBoundary { get; }

    /// <summary>Whether the thread has its contexts back when the method has thrown, and whether a copy of the handle is told from the handle.</summary>
    static abstract bool KeepsContexts { get; }

    /// <summary>Whether twelve variables live over the call, one of them of 64 bytes.</summary>
    static abstract bool HasState { get; }

    /// <summary>Whether the method could suspend and be resumed, though none is: what lives over its call, it takes from a frame where it is called with a state, and puts into one where its callee has suspended.</summary>
    static abstract bool IsResumable { get; }
}

/// <summary>A call asks its receiver for the companion, and looks at the answer; nothing else.</summary>
struct Dispatch : IGuarantees
{
    public static bool HasBoundary => false;

    public static bool KeepsContexts => false;

    public static bool HasState => false;

    public static bool IsResumable => false;
}

/// <summary>And what is thrown is an answer.</summary>
struct Boundary : IGuarantees
{
    public static bool HasBoundary => true;

    public static bool KeepsContexts => false;

    public static bool HasState => false;

    public static bool IsResumable => false;
}

/// <summary>And contexts are given back, and proxies told.</summary>
struct Contexts : IGuarantees
{
    public static bool HasBoundary => true;

    public static bool KeepsContexts => true;

    public static bool HasState => false;

    public static bool IsResumable => false;
}

/// <summary>And methods could suspend.</summary>
struct Resumable : IGuarantees
{
    public static bool HasBoundary => true;

    public static bool KeepsContexts => true;

    public static bool HasState => false;

    public static bool IsResumable => true;
}

/// <summary>And the methods have much state.</summary>
struct BigState : IGuarantees
{
    public static bool HasBoundary => true;

    public static bool KeepsContexts => true;

    public static bool HasState => true;

    public static bool IsResumable => false;
}

/// <summary>And could suspend.</summary>
struct ResumableBigState : IGuarantees
{
    public static bool HasBoundary => true;

    public static bool KeepsContexts => true;

    public static bool HasState => true;

    public static bool IsResumable => true;
}
