using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Unboxed.CompilerServices;

// How what ends now has ended, on its way to whoever waits for it.
public ref partial struct Scratch
{
    /// <summary>Where a body that is resumed gives its result: where whoever waits for it will look, if there is room.</summary>
    /// <remarks>
    /// Not in a variable of what resumes it, if that can be avoided. There it is cleared, stored by way of a reference, and loaded, and a processor that takes what was stored at an offset of the stack's
    /// pointer for what is loaded there has to begin again (as AMD's seem to): some 15 ns for each level of a chain.
    /// </remarks>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="other">A variable, for results without room.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T ResultOf<T>(ref Scratch scratch, ref T other)
    {
        if (IsWord<T>()) return ref Unsafe.As<long, T>(ref scratch.CarriedWord);
        if (!typeof(T).IsValueType) return ref Unsafe.As<object?, T>(ref scratch.Carried);
        return ref other;
    }

    /// <summary>A body that was resumed has completed.</summary>
    /// <param name="scratch">The scratch space.</param>
    /// <param name="result">Where it has given its result (see <see cref="ResultOf{T}"/>).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetResult<T>(ref Scratch scratch, ref T result)
    {
        scratch.Outcome = Answer.Completed;
        if (!IsWord<T>() && typeof(T).IsValueType) scratch.Carried = Holder<T>.Rent(result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsWord<T>() => !RuntimeHelpers.IsReferenceOrContainsReferences<T>() && Unsafe.SizeOf<T>() <= sizeof(long);

    /// <summary>What the callee has given, to a frame that is resumed.</summary>
    /// <param name="site">See <see cref="Throw"/>.</param>
    /// <exception cref="Exception">What the callee has thrown.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T TakeResult<T>(int site)
    {
        if (Outcome != Answer.Completed) Throw(site);
        // The callee may have given a result, where it is an override that returns Task<T> in the place of Task. What a leaf registers with is looked for in the same place.
        if (typeof(T) == typeof(VoidResult)) Carried = null;
        if (IsWord<T>()) return Unsafe.As<long, T>(ref CarriedWord);
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
