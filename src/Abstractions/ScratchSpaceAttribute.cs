namespace Unboxed;

/// <summary>
/// On an assembly: marks it for weaving. Awaits of async methods keep the callee's future in scratch space that the caller provides, instead of
/// a box on the heap. On an interface, a class, a struct or a method of a marked assembly: says how much room there is for it, and undoes a
/// <see cref="BoxedAttribute"/> farther out. What stands nearest counts: on the method, its type, the types around it, the assembly, and last the
/// options of the build.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Interface | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method, Inherited = false)]
public sealed class ScratchSpaceAttribute : Attribute
{
    /// <summary>
    /// The most room, in bytes, that a method of this scope provides for a call when it is the root, and that a call of it may take: 0 to 65536.
    /// A future that alone is larger keeps the ordinary call; what lies beyond takes segments on the heap.
    /// </summary>
    public int MaxScratchBytes { get; set; }

    /// <summary>
    /// Room, in bytes, that calls of the interface methods and virtual methods of this scope set aside for implementations that the analysis cannot
    /// see: those of other assemblies. 0 to 65536, and no more than <see cref="MaxScratchBytes"/>. A quarter of it is room for data, the rest for references.
    /// </summary>
    public int Reserve { get; set; }
}
