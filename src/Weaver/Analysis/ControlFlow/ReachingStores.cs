using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>Which stores to a variable, or to a field of a state machine, may have made the value that an instruction loads, and the reverse.</summary>
sealed class ReachingStores
{
    readonly MethodBody body;
    readonly StackSimulation simulation;
    readonly BasicBlocks blocks;
    readonly PlaceRange range;
    readonly bool isMachine;
    readonly InstructionIndex index;

    /// <summary>For each instruction, the variable or own field that it stores to, and the one that it loads.</summary>
    readonly object?[] stored, loaded;

    /// <summary>The accesses to each place, in the order of the code.</summary>
    readonly Dictionary<object, List<Instruction>> accesses = [];
    readonly Dictionary<object, Dictionary<int, List<Instruction>>> accessesByBlock = [];
    readonly HashSet<object> solved = [];
    readonly Dictionary<Instruction, List<Instruction>> before = [], after = [];
    readonly int[] reached;
    int run;

    /// <param name="body">The method.</param>
    /// <param name="graph">Its control flow.</param>
    /// <param name="simulation">Its stack.</param>
    /// <param name="isMachine">Whether it is the MoveNext method of a state machine, whose fields are variables of the user's method.</param>
    internal ReachingStores(MethodBody body, FlowGraph graph, StackSimulation simulation, bool isMachine)
    {
        (this.body, this.simulation, this.isMachine) = (body, simulation, isMachine);
        blocks = graph.Blocks;
        range = new(blocks);
        reached = new int[blocks.All.Count];
        index = graph.Index;
        (stored, loaded) = (new object?[index.Count], new object?[index.Count]);
        for (int i = 0; i < index.Count; i++)
        {
            var instruction = index.All[i];
            if ((stored[i] = FindStored(instruction)) is { } target) Add(instruction, target);
            else if (!instruction.AddressesDefault() && (loaded[i] = Place(instruction)) is { } source) Add(instruction, source);
        }
    }

    void Add(Instruction access, object place)
    {
        if (!accesses.TryGetValue(place, out var list)) accesses[place] = list = [];
        list.Add(access);
    }

    Dictionary<int, List<Instruction>> ByBlock(object place)
    {
        if (accessesByBlock.TryGetValue(place, out var found)) return found;
        accessesByBlock[place] = found = [];
        if (!accesses.TryGetValue(place, out var all)) return found;
        foreach (var access in all)
        {
            int number = blocks.Of(access).Number;
            if (!found.TryGetValue(number, out var list)) found[number] = list = [];
            list.Add(access);
        }
        return found;
    }

    bool IsStore(Instruction access) => StoredPlace(access) is not null;

    /// <summary>The variable or own field that an instruction stores to; null for all others.</summary>
    internal object? StoredPlace(Instruction instruction) => index.Of(instruction) is >= 0 and var place ? stored[place] : null;

    /// <summary>The variable or own field that an instruction loads, or whose address it loads; null for all others.</summary>
    internal object? LoadedPlace(Instruction instruction) => index.Of(instruction) is >= 0 and var place ? loaded[place] : null;

    /// <summary>The first store to a place in a block, at or behind an instruction of it; null where there is none.</summary>
    internal Instruction? FirstStore(object place, Block block, Instruction from) =>
        ByBlock(place).TryGetValue(block.Number, out var list)
            ? list.FirstOrDefault(access => access.Offset >= from.Offset && IsStore(access))
            : null;

    /// <summary>The stores from which a way leads to the load that passes no other store to the same place.</summary>
    internal IReadOnlyList<Instruction> Before(Instruction load) => Found(LoadedPlace(load), before, load);

    /// <summary>The loads to which a way leads from the store that passes no other store to the same place.</summary>
    internal IReadOnlyList<Instruction> After(Instruction store) => Found(StoredPlace(store), after, store);

    List<Instruction> Found(object? place, Dictionary<Instruction, List<Instruction>> ends, Instruction instruction)
    {
        if (place is null) return [];
        if (solved.Add(place)) Solve(ByBlock(place));
        return ends.TryGetValue(instruction, out var found) ? found : [];
    }

    object? FindStored(Instruction instruction) =>
        instruction.StoredVariable(body) ?? (object?)(instruction.OpCode.Code == Code.Stfld && IsOwn(instruction) ? ((FieldReference)instruction.Operand).Resolve() : null)
        ?? (instruction.OpCode.Code == Code.Initobj && instruction.PreviousReal() is { } address ? Place(address.OpCode.Code == Code.Dup ? address.PreviousReal() ?? address : address) : null);

    object? Place(Instruction instruction) =>
        instruction.LoadedVariable(body) ?? instruction.AddressedVariable()
        ?? (object?)(instruction.OpCode.Code is Code.Ldfld or Code.Ldflda && IsOwn(instruction) ? ((FieldReference)instruction.Operand).Resolve() : null);

    bool IsOwn(Instruction access) => isMachine && simulation.IsReached(access) && simulation.Producer(access, 0) is { } owner && owner.LoadsThis();

    /// <summary>Follows each store to a place, as far as the place may still be loaded.</summary>
    void Solve(Dictionary<int, List<Instruction>> byBlock)
    {
        IEnumerable<Block> Those(Func<List<Instruction>, bool> which) => byBlock.Where(entry => which(entry.Value)).Select(entry => blocks.All[entry.Key]);
        range.Of(Those(list => LoadedPlace(list[0]) is not null), Those(list => list.Any(IsStore)));
        foreach (var store in byBlock.Values.SelectMany(list => list).Where(IsStore)) Follow(store, byBlock);
    }

    void Follow(Instruction store, Dictionary<int, List<Instruction>> byBlock)
    {
        run++;
        var work = new Stack<Block>();
        var home = blocks.Of(store);
        // What follows the store in its own block may throw, too.
        if (store != home.Last) Enter(home.Handlers);
        if (!Load(byBlock[home.Number].SkipWhile(access => access != store).Skip(1))) Enter(home.Successors);
        while (work.Count > 0)
        {
            var block = work.Pop();
            Enter(block.Handlers);
            if (!byBlock.TryGetValue(block.Number, out var list) || !Load(list)) Enter(block.Successors);
        }

        // Whether another store follows.
        bool Load(IEnumerable<Instruction> list)
        {
            foreach (var access in list)
            {
                if (IsStore(access)) return true;
                Add(after, store, access);
                Add(before, access, store);
            }
            return false;
        }

        void Enter(IReadOnlyList<Block> next)
        {
            foreach (var block in next)
            {
                if (reached[block.Number] == run || !range.Has(block)) continue;
                reached[block.Number] = run;
                work.Push(block);
            }
        }
    }

    static void Add(Dictionary<Instruction, List<Instruction>> lists, Instruction key, Instruction value)
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        list.Add(value);
    }
}
