using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>Which stores to a variable, or to a field of a state machine, may have made the value that an instruction loads, and the reverse.</summary>
sealed class ReachingStores
{
    readonly MethodBody body;
    readonly FlowGraph graph;
    readonly StackSimulation simulation;
    Dictionary<Instruction, List<Instruction>>? predecessors;

    readonly bool isMachine;

    /// <param name="body">The method.</param>
    /// <param name="graph">Its control flow.</param>
    /// <param name="simulation">Its stack.</param>
    /// <param name="isMachine">Whether it is the MoveNext method of a state machine, whose fields are variables of the user's method.</param>
    internal ReachingStores(MethodBody body, FlowGraph graph, StackSimulation simulation, bool isMachine) =>
        (this.body, this.graph, this.simulation, this.isMachine) = (body, graph, simulation, isMachine);

    /// <summary>The variable or own field that an instruction stores to; null for all others.</summary>
    internal object? StoredPlace(Instruction instruction) =>
        instruction.StoredVariable(body) ?? (object?)(instruction.OpCode.Code == Code.Stfld && IsOwn(instruction) ? ((FieldReference)instruction.Operand).Resolve() : null)
        ?? (instruction.OpCode.Code == Code.Initobj && instruction.PreviousReal() is { } address ? Place(address.OpCode.Code == Code.Dup ? address.PreviousReal() ?? address : address) : null);

    /// <summary>The variable or own field that an instruction loads, or whose address it loads; null for all others.</summary>
    internal object? LoadedPlace(Instruction instruction) => instruction.AddressesDefault() ? null : Place(instruction);

    object? Place(Instruction instruction) =>
        instruction.LoadedVariable(body) ?? instruction.AddressedVariable()
        ?? (object?)(instruction.OpCode.Code is Code.Ldfld or Code.Ldflda && IsOwn(instruction) ? ((FieldReference)instruction.Operand).Resolve() : null);

    /// <summary>The stores from which a way leads to the load that passes no other store to the same place.</summary>
    internal IReadOnlyList<Instruction> Before(Instruction load)
    {
        var place = LoadedPlace(load);
        var found = new List<Instruction>();
        if (place is null) return found;
        var seen = new HashSet<Instruction>();
        var work = new Stack<Instruction>(Predecessors(load));
        while (work.Count > 0)
        {
            var instruction = work.Pop();
            if (!seen.Add(instruction)) continue;
            if (Equals(StoredPlace(instruction), place))
            {
                found.Add(instruction);
                continue;
            }
            foreach (var previous in Predecessors(instruction)) work.Push(previous);
        }
        return found;
    }

    /// <summary>The loads to which a way leads from the store that passes no other store to the same place.</summary>
    internal IReadOnlyList<Instruction> After(Instruction store)
    {
        var place = StoredPlace(store);
        var found = new List<Instruction>();
        var seen = new HashSet<Instruction>();
        var work = new Stack<Instruction>(graph.Successors(store));
        while (work.Count > 0)
        {
            var instruction = work.Pop();
            if (!seen.Add(instruction)) continue;
            if (Equals(LoadedPlace(instruction), place)) found.Add(instruction);
            foreach (var handler in graph.Handlers(instruction)) work.Push(handler);
            if (Equals(StoredPlace(instruction), place)) continue;
            foreach (var next in graph.Successors(instruction)) work.Push(next);
        }
        return found;
    }

    bool IsOwn(Instruction access) => isMachine && simulation.IsReached(access) && simulation.Producer(access, 0) is { } owner && owner.LoadsThis();

    List<Instruction> Predecessors(Instruction instruction)
    {
        if (predecessors is null)
        {
            predecessors = [];
            foreach (var from in body.Instructions)
            {
                foreach (var to in graph.Successors(from).Concat(graph.Handlers(from)))
                {
                    if (!predecessors.TryGetValue(to, out var list)) predecessors[to] = list = [];
                    list.Add(from);
                }
            }
        }
        return predecessors.TryGetValue(instruction, out var found) ? found : [];
    }
}
