namespace Unboxed;

/// <summary>
/// Asks for the ordinary call, which allocates a box when it suspends. On an async method, or on its type: it never runs in scratch space. On an
/// interface, an interface method or a virtual method: calls of it are ordinary calls. On an assembly, beside <see cref="ScratchSpaceAttribute"/>: all are, but for
/// what <see cref="ScratchSpaceAttribute"/> on a type or a method takes out. What stands nearest counts.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Interface | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method, Inherited = false)]
public sealed class BoxedAttribute : Attribute;
