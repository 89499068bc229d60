using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>The result of a future whose method returns <see cref="Task"/> or <see cref="ValueTask"/>: nothing.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct VoidResult;
