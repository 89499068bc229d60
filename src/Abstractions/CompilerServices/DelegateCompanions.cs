using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

// What woven classes implement whose async lambdas, local functions and methods are made delegates: one interface for each number of parameters. Of the support library, so that whoever calls a delegate
// and whoever has made it agree, whatever the type of the delegate is. Invariant: a delegate that was converted by variance finds another interface, or none, and its call is the ordinary one.
// As of every companion, nothing may be stored in a result once a frame has been suspended: it may lie where the scratch space carries what that gives.

/// <summary>What a call through a delegate without parameters asks the delegate's target for.</summary>
/// <typeparam name="TResult">What the task of the delegate gives; <see cref="VoidResult"/> for nothing.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
[CompilerGenerated]
public interface IDelegateCompanion<TResult>
{
    /// <summary>Calls the method of the delegate in scratch space, if it is one of this object's that can be run there.</summary>
    Type? Invoke(nint method, ref ScratchHandle scratch, out TResult result);
}

/// <summary>What a call through a delegate with one parameter asks the delegate's target for.</summary>
/// <typeparam name="T1">The type of a parameter.</typeparam>
/// <typeparam name="TResult">What the task of the delegate gives; <see cref="VoidResult"/> for nothing.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
[CompilerGenerated]
public interface IDelegateCompanion<T1, TResult>
{
    /// <summary>Calls the method of the delegate in scratch space, if it is one of this object's that can be run there.</summary>
    Type? Invoke(T1 argument1, nint method, ref ScratchHandle scratch, out TResult result);
}

/// <summary>What a call through a delegate with 2 parameters asks the delegate's target for.</summary>
/// <typeparam name="T1">The type of a parameter.</typeparam>
/// <typeparam name="T2">The type of a parameter.</typeparam>
/// <typeparam name="TResult">What the task of the delegate gives; <see cref="VoidResult"/> for nothing.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
[CompilerGenerated]
public interface IDelegateCompanion<T1, T2, TResult>
{
    /// <summary>Calls the method of the delegate in scratch space, if it is one of this object's that can be run there.</summary>
    Type? Invoke(T1 argument1, T2 argument2, nint method, ref ScratchHandle scratch, out TResult result);
}

/// <summary>What a call through a delegate with 3 parameters asks the delegate's target for.</summary>
/// <typeparam name="T1">The type of a parameter.</typeparam>
/// <typeparam name="T2">The type of a parameter.</typeparam>
/// <typeparam name="T3">The type of a parameter.</typeparam>
/// <typeparam name="TResult">What the task of the delegate gives; <see cref="VoidResult"/> for nothing.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
[CompilerGenerated]
public interface IDelegateCompanion<T1, T2, T3, TResult>
{
    /// <summary>Calls the method of the delegate in scratch space, if it is one of this object's that can be run there.</summary>
    Type? Invoke(T1 argument1, T2 argument2, T3 argument3, nint method, ref ScratchHandle scratch, out TResult result);
}

/// <summary>What a call through a delegate with 4 parameters asks the delegate's target for.</summary>
/// <typeparam name="T1">The type of a parameter.</typeparam>
/// <typeparam name="T2">The type of a parameter.</typeparam>
/// <typeparam name="T3">The type of a parameter.</typeparam>
/// <typeparam name="T4">The type of a parameter.</typeparam>
/// <typeparam name="TResult">What the task of the delegate gives; <see cref="VoidResult"/> for nothing.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
[CompilerGenerated]
public interface IDelegateCompanion<T1, T2, T3, T4, TResult>
{
    /// <summary>Calls the method of the delegate in scratch space, if it is one of this object's that can be run there.</summary>
    Type? Invoke(T1 argument1, T2 argument2, T3 argument3, T4 argument4, nint method, ref ScratchHandle scratch, out TResult result);
}

/// <summary>What a call through a delegate with 5 parameters asks the delegate's target for.</summary>
/// <typeparam name="T1">The type of a parameter.</typeparam>
/// <typeparam name="T2">The type of a parameter.</typeparam>
/// <typeparam name="T3">The type of a parameter.</typeparam>
/// <typeparam name="T4">The type of a parameter.</typeparam>
/// <typeparam name="T5">The type of a parameter.</typeparam>
/// <typeparam name="TResult">What the task of the delegate gives; <see cref="VoidResult"/> for nothing.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
[CompilerGenerated]
public interface IDelegateCompanion<T1, T2, T3, T4, T5, TResult>
{
    /// <summary>Calls the method of the delegate in scratch space, if it is one of this object's that can be run there.</summary>
    Type? Invoke(T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, nint method, ref ScratchHandle scratch, out TResult result);
}

/// <summary>What a call through a delegate with 6 parameters asks the delegate's target for.</summary>
/// <typeparam name="T1">The type of a parameter.</typeparam>
/// <typeparam name="T2">The type of a parameter.</typeparam>
/// <typeparam name="T3">The type of a parameter.</typeparam>
/// <typeparam name="T4">The type of a parameter.</typeparam>
/// <typeparam name="T5">The type of a parameter.</typeparam>
/// <typeparam name="T6">The type of a parameter.</typeparam>
/// <typeparam name="TResult">What the task of the delegate gives; <see cref="VoidResult"/> for nothing.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
[CompilerGenerated]
public interface IDelegateCompanion<T1, T2, T3, T4, T5, T6, TResult>
{
    /// <summary>Calls the method of the delegate in scratch space, if it is one of this object's that can be run there.</summary>
    Type? Invoke(T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, nint method, ref ScratchHandle scratch, out TResult result);
}

/// <summary>What a call through a delegate with 7 parameters asks the delegate's target for.</summary>
/// <typeparam name="T1">The type of a parameter.</typeparam>
/// <typeparam name="T2">The type of a parameter.</typeparam>
/// <typeparam name="T3">The type of a parameter.</typeparam>
/// <typeparam name="T4">The type of a parameter.</typeparam>
/// <typeparam name="T5">The type of a parameter.</typeparam>
/// <typeparam name="T6">The type of a parameter.</typeparam>
/// <typeparam name="T7">The type of a parameter.</typeparam>
/// <typeparam name="TResult">What the task of the delegate gives; <see cref="VoidResult"/> for nothing.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
[CompilerGenerated]
public interface IDelegateCompanion<T1, T2, T3, T4, T5, T6, T7, TResult>
{
    /// <summary>Calls the method of the delegate in scratch space, if it is one of this object's that can be run there.</summary>
    Type? Invoke(T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, nint method, ref ScratchHandle scratch, out TResult result);
}

/// <summary>What a call through a delegate with 8 parameters asks the delegate's target for.</summary>
/// <typeparam name="T1">The type of a parameter.</typeparam>
/// <typeparam name="T2">The type of a parameter.</typeparam>
/// <typeparam name="T3">The type of a parameter.</typeparam>
/// <typeparam name="T4">The type of a parameter.</typeparam>
/// <typeparam name="T5">The type of a parameter.</typeparam>
/// <typeparam name="T6">The type of a parameter.</typeparam>
/// <typeparam name="T7">The type of a parameter.</typeparam>
/// <typeparam name="T8">The type of a parameter.</typeparam>
/// <typeparam name="TResult">What the task of the delegate gives; <see cref="VoidResult"/> for nothing.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
[CompilerGenerated]
public interface IDelegateCompanion<T1, T2, T3, T4, T5, T6, T7, T8, TResult>
{
    /// <summary>Calls the method of the delegate in scratch space, if it is one of this object's that can be run there.</summary>
    Type? Invoke(T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, T8 argument8, nint method, ref ScratchHandle scratch, out TResult result);
}
