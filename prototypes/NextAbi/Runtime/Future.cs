namespace NextAbi;

/// <summary>
/// The descriptor of an async method: a stateless singleton that knows the size of its frames and resumes them. A frame has the place of its most demanding suspension
/// point, so that a method that suspends again finds its place large enough.
/// </summary>
public abstract class Future(int slots, int words)
{
    /// <summary>Reference slots before the variables: the descriptor, and the contexts where they are not the default ones.</summary>
    public const int HeaderSlots = 2;

    /// <summary>Words before the variables: the state.</summary>
    public const int HeaderWords = 1;

    /// <summary>The slots that a frame has beyond the header where it waits for a leaf: what it waits for.</summary>
    public const int LeafSlots = 1;

    /// <summary>The words that a frame has beyond the header where it waits for a leaf: how it waits.</summary>
    public const int LeafWords = 1;

    /// <summary>The reference slots of a frame.</summary>
    internal readonly int Slots = slots;

    /// <summary>The words of a frame.</summary>
    internal readonly int Words = words;

    /// <summary>
    /// Goes on where the frame was suspended. What its callee has given is in the scratch space, and so is then what this gives. The frame is cleared by the caller once the
    /// method has completed; until then it may keep what it had.
    /// </summary>
    public abstract Answer Resume(ref Scratch scratch, Place place, int state);
}
