using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>The smallest scratch space on a stack. Woven code has its own, of the sizes that the analysis finds.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[InlineArray(1)]
public struct OneSlot
{
#pragma warning disable IDE0051, CA1823 // The runtime repeats the field; code reaches it through Layout.First.
    object? first;
#pragma warning restore IDE0051, CA1823
}
