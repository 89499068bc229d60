using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Memory;

/// <summary>A frame of a suspended chain.</summary>
/// <param name="Future">The descriptor of its method.</param>
/// <param name="Slots">The address of its first slot.</param>
/// <param name="Words">The address of its first word.</param>
/// <param name="SlotCount">How many slots it has.</param>
/// <param name="WordCount">How many words it has.</param>
/// <param name="Head">Its first word: the state, and how it waits.</param>
sealed record ChainFrame(ClrObject Future, ulong Slots, ulong Words, int SlotCount, int WordCount, long Head)
{
    internal int State => (int)Head;

    internal bool IsYield => (Head & SupportFields.YieldBit) != 0;
}

/// <summary>A chain as it is in memory.</summary>
/// <param name="Phase">What it does; no member of the enum while it runs.</param>
/// <param name="Frames">Its frames, outermost first; empty where it has none, or runs.</param>
sealed record SuspendedChain(ChainPhase Phase, IReadOnlyList<ChainFrame> Frames);

/// <summary>Walks the frames of chains, as Chain.Run does: from the innermost to the end of its group, and on with the frame whose callees these are.</summary>
sealed class ChainReader(ClrRuntime runtime)
{
    const int SlotBytes = 8, WordBytes = 8;

    /// <summary>A chain is replaced by one at least half as large again.</summary>
    const int MostReplacements = 64;

    readonly IDataReader memory = runtime.DataTarget.DataReader;

    /// <summary>Fields that the target's run-time support does not have, where it is another version; null where all are there.</summary>
    internal string? MissingField { get; } = Missing(runtime);

    static string? Missing(ClrRuntime runtime)
    {
        var support = runtime.EnumerateModules().FirstOrDefault(module => Path.GetFileNameWithoutExtension(module.Name) == SupportFields.Assembly);
        if (support is null) return null;
        foreach (var (typeName, field) in SupportFields.All)
        {
            // A type that was never used is not loaded, and a generic one has fields in its instantiations alone.
            if (typeName.Contains('`', StringComparison.Ordinal) || support.GetTypeByName(typeName) is not { } type) continue;
            if (type.Fields.Length > 0 && type.GetFieldByName(field) is null) return $"{typeName}.{field}";
        }
        return null;
    }

    /// <summary>Reads the chain for whose end a root waits.</summary>
    /// <returns>Null where the root does not wait for it.</returns>
    internal SuspendedChain? Read(ClrObject kept)
    {
        if (MissingField is not null || Instance.Of(kept) is not { } chain) return null;
        for (int i = 0; i < MostReplacements && PhaseOf(chain) == ChainPhase.Replaced && Instance.Of(chain.Object(SupportFields.Link)) is { } larger; i++) chain = larger;
        if (!chain.Read<bool>(SupportFields.IsAwaited)) return null;
        var phase = PhaseOf(chain);
        return new(phase, phase is ChainPhase.Suspended or ChainPhase.Unregistered or ChainPhase.Awaited ? Frames(chain) : []);
    }

    static ChainPhase PhaseOf(Instance chain) => (ChainPhase)chain.Read<int>(SupportFields.Phase);

    List<ChainFrame> Frames(Instance chain)
    {
        var frames = new List<ChainFrame>();
        var (slots, words, slotCount, wordCount) = Cells(chain);
        var (slot, word) = PlaceIn(chain, SupportFields.Innermost);
        var (slotTop, wordTop) = PlaceIn(chain, SupportFields.Top);
        // What does not fit is the memory of a chain that runs elsewhere meanwhile.
        while (slot >= 0 && word >= 0 && slot < slotTop && slotTop <= slotCount && wordTop <= wordCount)
        {
            ulong firstSlot = slots + (ulong)(slot * SlotBytes), firstWord = words + (ulong)(word * WordBytes);
            var descriptor = runtime.Heap.GetObject(memory.ReadPointer(firstSlot));
            if (Instance.Of(descriptor) is not { } future || future.Read<int>(SupportFields.FrameSlots) is not (> 0 and var frameSlots)) break;
            int frameWords = future.Read<int>(SupportFields.FrameWords);
            frames.Add(new(descriptor, firstSlot, firstWord, frameSlots, frameWords, memory.Read<long>(firstWord)));
            (slot, word) = (slot + frameSlots, word + frameWords);
            if (slot != slotTop) continue;
            // Behind the frames of a callee's group there is a note of two words.
            if (word == wordTop || wordTop < 2) break;
            ulong note = words + (ulong)((wordTop - 2) * WordBytes);
            (slot, word) = Unpack(memory.Read<long>(note));
            (slotTop, wordTop) = Unpack(memory.Read<long>(note + WordBytes));
        }
        frames.Reverse();
        return frames;
    }

    static (int Slot, int Word) PlaceIn(Instance chain, string field) => Unpack(chain.Read<long>(field));

    /// <summary>Of a place: a bit that is no part of it, its slot, and above that its word.</summary>
    static (int Slot, int Word) Unpack(long packed) => ((int)(packed >> 1), (int)(packed >> 33));

    /// <summary>Where the slots and the words are: one after the other in the object, or in two arrays.</summary>
    static (ulong Slots, ulong Words, int SlotCount, int WordCount) Cells(Instance chain)
    {
        if (chain.Object(SupportFields.SlotArray) is { Type: { IsArray: true } slotType } slots && chain.Object(SupportFields.WordArray) is { Type: { IsArray: true } wordType } words)
            return (slotType.GetArrayElementAddress(slots.Address, 0), wordType.GetArrayElementAddress(words.Address, 0), slots.AsArray().Length, words.AsArray().Length);
        ulong cells = chain.AddressOf(SupportFields.Cells);
        int slotCount = chain.Read<ushort>(SupportFields.SlotCount);
        return (cells, cells + (ulong)(slotCount * SlotBytes), slotCount, chain.Read<ushort>(SupportFields.WordCount));
    }

    /// <summary>What a slot of a frame holds.</summary>
    internal ClrObject Slot(ChainFrame frame, int slot) => runtime.Heap.GetObject(memory.ReadPointer(frame.Slots + (ulong)(slot * SlotBytes)));

    internal static ulong Word(ChainFrame frame, int word) => frame.Words + (ulong)(word * WordBytes);

    internal static ulong SlotAddress(ChainFrame frame, int slot) => frame.Slots + (ulong)(slot * SlotBytes);
}
