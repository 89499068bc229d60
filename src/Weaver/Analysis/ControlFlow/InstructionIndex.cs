using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>
/// The places of a body's instructions, from 0: what is found out about each of them is kept in arrays. Found by its offset, which says its place without a search and takes
/// half of the room of a dictionary; by a dictionary where offsets are not those of the analysis any more, for rewriting gives others.
/// </summary>
sealed class InstructionIndex
{
    /// <summary>The offset of an instruction that is known to be in no body.</summary>
    internal const int Nowhere = -1;

    readonly Instruction[] all;
    readonly int[] byOffset;
    Dictionary<Instruction, int>? rewritten;

    internal InstructionIndex(MethodBody body)
    {
        all = [.. body.Instructions];
        byOffset = new int[all.Length == 0 ? 0 : Math.Max(all[all.Length - 1].Offset, 0) + 1];
        for (int i = 0; i < all.Length; i++)
        {
            if ((uint)all[i].Offset < (uint)byOffset.Length) byOffset[all[i].Offset] = i;
        }
    }

    /// <summary>The instructions, in the order of the code as it was.</summary>
    internal IReadOnlyList<Instruction> All => all;

    internal int Count => all.Length;

    /// <summary>The place of an instruction; -1 for one of another body.</summary>
    internal int Of(Instruction instruction)
    {
        int offset = instruction.Offset;
        if (offset == Nowhere) return -1;
        if ((uint)offset < (uint)byOffset.Length && all[byOffset[offset]] == instruction) return byOffset[offset];
        if (rewritten is null)
        {
            rewritten = new(all.Length);
            for (int i = 0; i < all.Length; i++) rewritten[all[i]] = i;
        }
        return rewritten.TryGetValue(instruction, out int place) ? place : -1;
    }
}
