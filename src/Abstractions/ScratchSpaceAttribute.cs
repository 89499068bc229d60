namespace Unboxed;

/// <summary>
/// On an assembly: marks it for weaving. A callee that suspends keeps its state in a frame of its root's chain, a pooled object, instead of
/// a box of its own. On an interface, a class, a struct or a method of a marked assembly: says how much room it may need, and undoes a
/// <see cref="BoxedAttribute"/> farther out. What stands nearest counts: on the method, its type, the types around it, the assembly, and last the
/// options of the build.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Interface | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method, Inherited = false)]
public sealed class ScratchSpaceAttribute : Attribute
{
    /// <summary>
    /// The most bytes that a method of this scope expects its chain to need when it is the root, and that a call of it is expected to need: 0 to 65536.
    /// A method whose frame alone is larger keeps the ordinary call. A chain that needs more than expected grows: a larger one takes its place.
    /// </summary>
    public int MaxScratchBytes { get; set; }

    /// <summary>
    /// Room, in bytes, that roots expect in addition for implementations of the interface methods and virtual methods of this scope that the analysis cannot
    /// see: those of other assemblies. 0 to 65536, and no more than <see cref="MaxScratchBytes"/>. A quarter of it is room for data, the rest for references.
    /// </summary>
    public int Reserve { get; set; }

    /// <summary>
    /// A class with a constructor without parameters that implements <see cref="IScratchAllocator"/>: the roots of this scope take their chains from it before their first scratch call, and give
    /// them back when they complete. There is one object of it in a process. What it throws then, or gives that it may not, is thrown at the await; what it throws when it takes a block back ends the process.
    /// </summary>
    public Type? Allocator { get; set; }

    /// <summary>
    /// A block of so many bytes for each root of this scope that needs more than it expects: 0 for none, or 1024 to 33554432, rounded up to whole kilobytes. Such a root begins with a chain of the expected size, as ever. When that is too small, the block takes its place in one
    /// step, and goes back when the root completes; of each size the process keeps at most 1 MB of blocks, but one at least. A root that needs more than the block grows on, as without it. Of this and <see cref="Allocator"/> the nearest counts; both at one place are an error.
    /// </summary>
    public int SideStack { get; set; }

    /// <summary>
    /// Whether a class that becomes an interface has to say, by <see cref="Boxing"/> or an adapter, where its futures are kept when the caller has no room. On an assembly: for all that its code
    /// makes interfaces of marked assemblies. On an interface: for all that becomes this interface, in any marked assembly. It means nothing on a class, a struct and a method.
    /// </summary>
    public Coercions Coercions { get; set; }
}

/// <summary>Whether a class that becomes an interface has to say where its futures are kept when the caller has no room.</summary>
public enum Coercions
{
    /// <summary>It need not: they are boxed then.</summary>
    Implicit,

    /// <summary>It has to: the build fails where it does not.</summary>
    Explicit,
}
