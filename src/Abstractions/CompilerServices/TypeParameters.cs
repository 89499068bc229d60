using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>Calls on values of which only the JIT knows whether they are objects: <c>T handler; await handler.HandleAsync();</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerNonUserCode]
[StackTraceHidden]
public static class TypeParameters
{
    /// <summary>The object that a call is made on; null where the ordinary call is due, as it is on a struct, whose methods are called on the value itself and not on a copy in a box.</summary>
    /// <param name="value">What the call is made on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object? ObjectOf<T>(ref T value) => typeof(T).IsValueType ? null : Unsafe.As<T, object?>(ref value);
}
