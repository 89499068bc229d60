using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// What a delegate calls. The call of one that is bound to an object is a jump to the address in <c>_methodPtr</c> with the object in <c>_target</c>: two methods that have one address are one method. A delegate
/// that is bound to none, or consists of several, is its own target, or has none, and what it holds as an address is not that of a method.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerNonUserCode]
[StackTraceHidden]
public static class DelegateCalls
{
    const string TargetName = "_target", MethodName = "_methodPtr";

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = TargetName)]
    internal static extern ref object? TargetField(Delegate called);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = MethodName)]
    static extern ref nint MethodField(Delegate called);

    static readonly bool Served = HasFields() && DelegateProbe.TellsMethodsApart();

    /// <summary>The object that a delegate is bound to; null where the ordinary call is due: of a null reference, and where this runtime's delegates are not as those that are known.</summary>
    /// <param name="called">The delegate.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object? TargetOf(Delegate? called) => Served && called is not null ? TargetField(called) : null;

    /// <summary>The address of the method that a delegate calls, as <c>ldftn</c> gives it. A method may have several: what is another address may be the same method.</summary>
    /// <param name="called">A delegate for which <see cref="TargetOf"/> has given an object.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint MethodOf(Delegate called) => MethodField(called);

    /// <summary>Whether this runtime has the fields.</summary>
    static bool HasFields() =>
        typeof(Delegate).GetField(TargetName, BindingFlags.NonPublic | BindingFlags.Instance)?.FieldType == typeof(object)
        && typeof(Delegate).GetField(MethodName, BindingFlags.NonPublic | BindingFlags.Instance)?.FieldType == typeof(nint);
}
