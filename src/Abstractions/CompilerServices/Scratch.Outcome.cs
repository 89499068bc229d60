using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Unboxed.CompilerServices;

// How what ends now has ended, on its way to whoever waits for it.
public ref partial struct Scratch
{
    /// <summary>What a body gives that was resumed, and has completed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetResult<T>(T result)
    {
        Outcome = Answer.Completed;
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>() && Unsafe.SizeOf<T>() <= sizeof(long)) Unsafe.As<long, T>(ref CarriedWord) = result;
        else if (!typeof(T).IsValueType) Carried = result;
        else Carried = Holder<T>.Rent(result);
    }

    /// <summary>What the callee has given, to a frame that is resumed.</summary>
    /// <param name="site">See <see cref="Throw"/>.</param>
    /// <exception cref="Exception">What the callee has thrown.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T TakeResult<T>(int site)
    {
        if (Outcome != Answer.Completed) Throw(site);
        // The callee may have given a result, where it is an override that returns Task<T> in the place of Task. What a leaf registers with is looked for in the same place.
        if (typeof(T) == typeof(VoidResult)) Carried = null;
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>() && Unsafe.SizeOf<T>() <= sizeof(long)) return Unsafe.As<long, T>(ref CarriedWord);
        object? carried = Carried;
        Carried = null;
        return typeof(T).IsValueType ? Unsafe.As<Holder<T>>(carried!).Return() : Unsafe.As<object?, T>(ref carried);
    }

    /// <summary>A body has thrown.</summary>
    /// <param name="exception">What it has thrown.</param>
    /// <param name="scratch">Its scratch space.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Answer Fail(Exception exception, ref Scratch scratch)
    {
        scratch.Carried = ExceptionDispatchInfo.Capture(exception);
        return scratch.Outcome = Answer.Faulted;
    }

    /// <summary>Throws again what the callee has thrown.</summary>
    /// <param name="site">
    /// Which of the awaits of a method asks. Calls that never return the JIT of .NET 11 makes one of, where they are the same, and stack traces would have the line of another await.
    /// </param>
    /// <exception cref="Exception">What the callee has thrown.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SuppressMessage("Style", "IDE0060", Justification = "It tells calls apart.")]
    public void Throw(int site)
    {
        var fault = Unsafe.As<ExceptionDispatchInfo>(Carried!);
        Carried = null;
        fault.Throw();
    }

    /// <summary>What a frame does first whose callee has neither completed nor is pending.</summary>
    /// <param name="answer">What the callee has answered.</param>
    /// <param name="site">See <see cref="Throw"/>.</param>
    /// <returns>Whether it has handed a task back.</returns>
    /// <exception cref="Exception">What the callee has thrown.</exception>
    /// <remarks>Inlined, so that what throws is a frame less from who catches it: a frame is what an exception costs.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasHandedBack(Answer answer, int site)
    {
        // In this order the answer does not live over a call, and takes no register that callers are to find as it was.
        if (answer == Answer.HandedBack) return true;
        if (answer == Answer.Faulted) Throw(site);
        return false;
    }

    /// <summary>What the callee has thrown.</summary>
    internal Exception TakeFault()
    {
        var fault = Unsafe.As<ExceptionDispatchInfo>(Carried!);
        Carried = null;
        return fault.SourceException;
    }

    /// <summary>Hands a task back, or the holder of one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Answer HandBack(object? task)
    {
        Carried = task;
        return Answer.HandedBack;
    }
}
