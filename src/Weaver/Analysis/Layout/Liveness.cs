using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis.Layout;

/// <summary>
/// Which fields of a state machine may be read again after each suspension point: a backward data-flow analysis over the
/// fields and local variables of MoveNext, with the edges of exceptions.
/// </summary>
sealed class Liveness
{
    readonly StateMachine machine;
    readonly FlowGraph graph;
    readonly Dictionary<object, int> numbers = [];
    readonly Dictionary<Instruction, BitSet> liveBefore = [];
    readonly Dictionary<Instruction, FieldDefinition> fieldAccesses;
    readonly HashSet<Instruction> resumes;

    internal Liveness(StateMachine machine)
    {
        this.machine = machine;
        graph = new(machine.MoveNext.Body);
        fieldAccesses = machine.Shape.Accesses.ToDictionary(access => access.Access, access => access.Field);
        resumes = new(machine.Shape.Suspensions.Select(suspension => suspension.Resume));
        foreach (var field in machine.Type.Fields) numbers[field] = numbers.Count;
        foreach (var variable in machine.MoveNext.Body.Variables) numbers[variable] = numbers.Count;
        Solve();
    }

    /// <summary>The fields that are read when the machine resumes at the suspension, in the order of their declaration; without state, builder and the awaiter itself.</summary>
    internal IReadOnlyList<FieldDefinition> After(Suspension suspension)
    {
        var live = liveBefore[suspension.Resume].Copy();
        for (int i = suspension.Dispatch.Count - 1; i >= 0; i--) Transfer(suspension.Dispatch[i], live);
        return machine.Type.Fields
            .Where(field => live.Contains(numbers[field]) && field != machine.StateField && field != machine.BuilderField && field != suspension.AwaiterField)
            .ToList();
    }

    /// <summary>The control flow of MoveNext.</summary>
    internal FlowGraph Graph => graph;

    /// <summary>Whether a field or a local variable may be read after the instruction.</summary>
    internal bool IsLiveAfter(Instruction instruction, object place) =>
        graph.Successors(instruction).Any(successor => liveBefore[successor].Contains(numbers[place])) || IsLiveInHandlers(instruction, place);

    /// <summary>Whether a field or a local variable may be read if the instruction throws.</summary>
    internal bool IsLiveInHandlers(Instruction instruction, object place) => graph.Handlers(instruction).Any(handler => liveBefore[handler].Contains(numbers[place]));

    void Solve()
    {
        var instructions = machine.MoveNext.Body.Instructions;
        foreach (var instruction in instructions) liveBefore[instruction] = new(numbers.Count);
        var live = new BitSet(numbers.Count);
        bool isChanged = true;
        while (isChanged)
        {
            isChanged = false;
            for (int i = instructions.Count - 1; i >= 0; i--)
            {
                var instruction = instructions[i];
                live.Clear();
                // The way to where a suspension resumes is only open from the entry, with its state: see After.
                foreach (var successor in graph.Successors(instruction))
                {
                    if (!resumes.Contains(successor)) live.UnionWith(liveBefore[successor]);
                }
                Transfer(instruction, live);
                // The instruction may throw before it has stored anything.
                foreach (var handler in graph.Handlers(instruction)) live.UnionWith(liveBefore[handler]);
                isChanged |= liveBefore[instruction].UnionWith(live);
            }
        }
    }

    /// <summary>
    /// From what is live after the instruction to what is live before it. An address counts as a read: what is done with it is not known, unless it is
    /// that a default value is stored there.
    /// </summary>
    void Transfer(Instruction instruction, BitSet live)
    {
        if (fieldAccesses.TryGetValue(instruction, out var field))
        {
            if (instruction.OpCode.Code == Code.Stfld || instruction.AddressesDefault()) live.Remove(numbers[field]);
            else live.Add(numbers[field]);
            return;
        }
        var body = machine.MoveNext.Body;
        if ((instruction.StoredVariable(body) ?? (instruction.AddressesDefault() ? instruction.AddressedVariable() : null)) is { } stored) live.Remove(numbers[stored]);
        else if ((instruction.LoadedVariable(body) ?? instruction.AddressedVariable()) is { } read) live.Add(numbers[read]);
    }
}
