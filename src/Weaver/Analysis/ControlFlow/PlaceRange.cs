namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>Finds the blocks at whose beginning a place may still be read, back from its reads: what that takes is bounded by what is found.</summary>
sealed class PlaceRange(BasicBlocks blocks, Func<Block, bool>? isEnteredElsewhere = null)
{
    readonly int[] reached = new int[blocks.All.Count], stored = new int[blocks.All.Count];
    readonly Stack<Block> work = new();
    int run;

    /// <summary>The blocks for one place.</summary>
    /// <param name="read">The blocks that read it before they store it, if they do.</param>
    /// <param name="storing">The blocks that store it.</param>
    internal List<Block> Of(IEnumerable<Block> read, IEnumerable<Block> storing)
    {
        run++;
        var found = new List<Block>();
        foreach (var block in storing) stored[block.Number] = run;
        foreach (var block in read) Reach(block);
        while (work.Count > 0)
        {
            var block = work.Pop();
            // An exception may come before the block has stored anything.
            foreach (var covered in block.Covered) Reach(covered);
            if (isEnteredElsewhere?.Invoke(block) == true) continue;
            foreach (var before in block.Predecessors)
            {
                if (stored[before.Number] != run) Reach(before);
            }
        }
        return found;

        void Reach(Block block)
        {
            if (reached[block.Number] == run) return;
            reached[block.Number] = run;
            found.Add(block);
            work.Push(block);
        }
    }

    /// <summary>Whether a block was found for the last place.</summary>
    internal bool Has(Block block) => reached[block.Number] == run;
}
