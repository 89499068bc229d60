using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>
/// Runs of instructions that are entered at the first and left at the last, but for exceptions, which go to the same handlers from all of them. What is found out
/// about a body by a data-flow is kept for each of them, and not for each instruction.
/// </summary>
sealed class BasicBlocks
{
    readonly InstructionIndex index;
    readonly int[] blockOf;
    readonly List<Block> all = [];

    internal BasicBlocks(MethodBody body, FlowGraph graph, IReadOnlyCollection<Instruction> starts)
    {
        index = graph.Index;
        blockOf = new int[index.Count];
        var isLeader = new bool[index.Count];
        foreach (var start in starts) isLeader[index.Of(start)] = true;
        foreach (var instruction in index.All)
        {
            if (FlowGraph.GoesOn(instruction) || (graph.Successors(instruction) is [{ } only] && only == instruction.Next)) continue;
            foreach (var successor in graph.Successors(instruction)) isLeader[index.Of(successor)] = true;
        }
        foreach (var handler in body.ExceptionHandlers)
        {
            isLeader[index.Of(handler.HandlerStart)] = true;
            if (handler.FilterStart is not null) isLeader[index.Of(handler.FilterStart)] = true;
        }
        ExceptionRegions.Around? before = null;
        for (int i = 0; i < index.Count; i++)
        {
            var instruction = index.All[i];
            var around = graph.Regions.At(instruction);
            bool goesOn = i > 0 && !isLeader[i] && around == before
                && index.All[i - 1] is var previous && (FlowGraph.GoesOn(previous) || (graph.Successors(previous) is [{ } only] && only == instruction));
            before = around;
            if (!goesOn) all.Add(new(all.Count, instruction));
            all[all.Count - 1].Last = instruction;
            blockOf[i] = all.Count - 1;
        }
        foreach (var block in all)
        {
            block.Successors = BlocksOf(graph.Successors(block.Last));
            block.Handlers = BlocksOf(graph.Handlers(block.Last));
            foreach (var successor in block.Successors) successor.AddPredecessor(block);
            foreach (var handler in block.Handlers) handler.AddCovered(block);
        }
    }

    Block[] BlocksOf(IReadOnlyList<Instruction> instructions)
    {
        if (instructions.Count == 0) return [];
        var blocks = new Block[instructions.Count];
        for (int i = 0; i < blocks.Length; i++) blocks[i] = Of(instructions[i]);
        return blocks;
    }

    /// <summary>The blocks, in the order of the code.</summary>
    internal IReadOnlyList<Block> All => all;

    /// <summary>The block of an instruction.</summary>
    internal Block Of(Instruction instruction) => all[blockOf[index.Of(instruction)]];
}

/// <summary>A basic block.</summary>
/// <param name="number">Its number, from 0, in the order of the code.</param>
/// <param name="first">Its first instruction.</param>
sealed class Block(int number, Instruction first)
{
    internal int Number => number;

    internal Instruction First { get; } = first;

    internal Instruction Last { get; set; } = first;

    /// <summary>Where control may go from its end.</summary>
    internal IReadOnlyList<Block> Successors { get; set; } = [];

    /// <summary>Where control may go from any of its instructions, if it throws.</summary>
    internal IReadOnlyList<Block> Handlers { get; set; } = [];

    /// <summary>Those from whose ends control may come.</summary>
    internal IReadOnlyList<Block> Predecessors => predecessors ?? [];

    /// <summary>Those whose exceptions it handles.</summary>
    internal IReadOnlyList<Block> Covered => covered ?? [];

    List<Block>? predecessors, covered;

    internal void AddPredecessor(Block block) => (predecessors ??= []).Add(block);

    internal void AddCovered(Block block) => (covered ??= []).Add(block);
}
