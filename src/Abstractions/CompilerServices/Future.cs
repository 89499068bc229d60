using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>
/// The descriptor of an async method: a stateless singleton that knows the size of its frames and resumes them. A frame has the place of the method's most demanding suspension
/// point, so that a method that suspends again finds its place large enough. Woven code derives from it.
/// </summary>
/// <remarks>
/// Slot 0 of a frame: this. Slot 1: the contexts in which the method goes on, where they are not the default ones. Slot 2: what it waits for, at a leaf. Word 0: the state, and how it
/// waits for its leaf. The variables follow. A frame may keep what it had until its method has completed.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Future
{
    /// <summary>Reference slots before the variables.</summary>
    public const int HeaderSlots = 3;

    /// <summary>Words before the variables.</summary>
    public const int HeaderWords = 1;

    internal const int ContextsSlot = 1, LeafSlot = 2;

    /// <summary>The reference slots of a frame.</summary>
    internal readonly int Slots;

    /// <summary>The 8-byte words of a frame.</summary>
    internal readonly int Words;

    /// <summary>That of a method of woven code.</summary>
    /// <param name="slots">The reference slots of its frames.</param>
    /// <param name="words">The 8-byte words of its frames: a constant for the JIT, which alone may know sizes.</param>
    protected Future(int slots, int words) => (Slots, Words) = (slots, words);

    /// <summary>Goes on where the frame was suspended. What its callee has given is in the scratch space, and so is then what this gives (see <see cref="Scratch.SetResult{T}(ref Scratch, ref T)"/>).</summary>
    /// <param name="scratch">The scratch space of the chain.</param>
    /// <param name="place">The frame.</param>
    /// <param name="state">The state in which the frame was suspended.</param>
    public abstract Answer Resume(ref Scratch scratch, Place place, int state);
}
