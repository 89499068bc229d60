namespace Unboxed;

/// <summary>
/// Marks an assembly for weaving: awaits of async methods through its interfaces keep the callee's future in scratch space
/// that the caller provides, instead of a box on the heap.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ScratchSpaceAttribute : Attribute;
