using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unboxed.CompilerServices;

/// <summary>
/// What a caller hands down, and what comes back up in it. On the synchronous path nobody touches it. A callee that suspends appends its frame, and its callers theirs
/// behind it, innermost first; the chain that holds them is taken at the first of them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden]
// It begins with its handle, so that a reference to one is a reference to the other: left to itself, the runtime would put references first.
[StructLayout(LayoutKind.Explicit)]
public ref partial struct Scratch
{
    [FieldOffset(0)]
    ScratchHandle handle;

    /// <summary>See <see cref="ScratchHandle"/>.</summary>
    [FieldOffset(ProofOffset)]
    nint proof;

    [FieldOffset(16)]
    internal Thread Thread;

    [FieldOffset(24)]
    internal Chain? Chain;

    [FieldOffset(32)]
    internal ref object? Slots;

    [FieldOffset(40)]
    internal ref long Words;

    [FieldOffset(48)]
    internal int SlotTop;

    [FieldOffset(52)]
    internal int WordTop;

    /// <summary>The chain's size as far as the analysis knows it: slots, and words above them.</summary>
    [FieldOffset(56)]
    int expected;

    /// <summary>
    /// The root's side stack, in bytes (see <see cref="ScratchSpaceAttribute.SideStack"/>); 0 for none. Where the root has no chain yet, nothing else knows it; of a chain that goes on, the chain itself does.
    /// Below 0 of a room: see <see cref="CompilerServices.Chain.TakeSideBlock"/>.
    /// </summary>
    [field: FieldOffset(60)]
    public int SideStack
    {
        internal readonly get;
        set;
    }

    /// <summary>A root with a side stack is about to be suspended: from now on its chain knows it.</summary>
    public readonly void KeepSideStack() => Chain?.KeepSideStack(SideStack);

    /// <summary>How what ends now has ended.</summary>
    [FieldOffset(64)]
    internal Answer Outcome;

    /// <summary>The SynchronizationContext at the leaf.</summary>
    [FieldOffset(72)]
    internal SynchronizationContext? LeafSynchronization;

    /// <summary>
    /// Of what ends: a result that is a reference or has some, a fault, or a task that is handed back. Of what suspends: what registers the chain with the source that its
    /// innermost frame waits for; null where that waits for a task, or for a hop.
    /// </summary>
    [FieldOffset(80)]
    internal object? Carried;

    /// <summary>A result of eight bytes at most, without references.</summary>
    [FieldOffset(88)]
    internal long CarriedWord;

    /// <summary>Makes it that of a root's call. Where it is then, it has to stay until <see cref="End"/>.</summary>
    /// <param name="thread">The current thread.</param>
    /// <param name="chain">The root's chain; null where it has none yet.</param>
    /// <param name="expected">How large a chain the root's method has needed before (see <see cref="Chain.Size"/>); 0 where nobody knows.</param>
    /// <param name="slots">The reference slots that the call needs, as far as the analysis knows.</param>
    /// <param name="words">The 8-byte words that the call needs, as far as the analysis knows.</param>
    /// <returns>Whether scratch calls are served; otherwise the ordinary call is due.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Begin(CurrentThread thread, Chain? chain, int expected, int slots, int words)
    {
        if (!Abi.IsServed) return false;
        Begin(thread, chain, expected == 0 ? Chain.Size(slots, words) : expected);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Begin(CurrentThread thread, Chain? chain, int expected)
    {
        if (chain is not null)
        {
            Begin(thread.Thread!, chain);
            return;
        }
        Thread = thread.Thread!;
        this.expected = expected;
        Offer();
    }

    /// <summary>Makes it that of a chain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Begin(Thread thread, Chain chain)
    {
        Thread = thread;
        Chain = chain;
        Slots = ref chain.Slots;
        Words = ref chain.Words;
        SlotTop = chain.Top.Slot;
        WordTop = chain.Top.Word;
        Offer();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Offer()
    {
        nint address = handle.Address;
        handle.Self = address;
        proof = Proof(address);
    }

    /// <summary>From now on nobody may use it as a callee does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End() => proof = 0;

    /// <summary>As <see cref="End"/>, after the call of a companion.</summary>
    /// <param name="answered">What it has returned.</param>
    /// <returns>Whether the call has completed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool EndsCompleted(Type? answered)
    {
        End();
        return Answered.IsCompleted(answered);
    }

    /// <summary>What a companion is given.</summary>
    public ref ScratchHandle Handle
    {
        [UnscopedRef]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref handle;
    }

    /// <summary>Where the proof is, and the handle is not: 8 bytes, whatever a pointer has.</summary>
    const int ProofOffset = 8;

    /// <summary>What has the handle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
#if NET10_0_OR_GREATER
    internal static ref Scratch Of(ref ScratchHandle handle) => ref Unsafe.As<ScratchHandle, Scratch>(ref handle);
#else
#pragma warning disable CS8500 // It is on a stack, where it stays. Before .NET 10, Unsafe.As does not take a ref struct.
    internal static unsafe ref Scratch Of(ref ScratchHandle handle) => ref *(Scratch*)handle.Address;
#pragma warning restore CS8500
#endif

    /// <summary>Whether it is the handle of scratch space that is in use, and not a copy of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsOffered(ref ScratchHandle handle)
    {
        nint address = handle.Address;
        return handle.Self == address && Unsafe.AddByteOffset(ref handle.Self, ProofOffset) == Proof(address);
    }

    /// <summary>What is nobody's address, and in no handle: both may lie around on a stack.</summary>
    static nint Proof(nint address) => address + 1;
}
