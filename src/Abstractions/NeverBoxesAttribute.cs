namespace Unboxed;

/// <summary>
/// A promise that the build checks. On an async method: each await in it, its lambdas and local functions that calls an async method keeps the callee's future in
/// scratch space, there is room for all that the callee may call in turn, and no async method or lambda is made a delegate there.
/// On an interface method or a virtual method: each implementation runs in scratch space, there is room for it, and no assembly that the analysis cannot see may add one. The build fails with an error for each offender. Not meant are the method's own box when
/// it is called in the ordinary way, and what it waits for in the end: what is no async method, as a task of the framework.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class NeverBoxesAttribute : Attribute;
