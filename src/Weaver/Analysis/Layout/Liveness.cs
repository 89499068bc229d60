using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis.Layout;

/// <summary>
/// Which fields of a state machine may be read again after each suspension point: a backward data-flow analysis over the
/// fields and local variables of MoveNext, with the edges of exceptions. It goes back from the reads of each of them, so that what it takes is bounded by where they are live.
/// </summary>
sealed class Liveness
{
    readonly StateMachine machine;
    readonly FlowGraph graph;
    readonly Dictionary<object, int> numbers = [];
    readonly FieldDefinition?[] fieldAccesses;
    readonly HashSet<Instruction> resumes;

    /// <summary>For each basic block, the numbers of what is live at its beginning, in ascending order.</summary>
    readonly List<int>[] liveIn;

    internal Liveness(StateMachine machine)
    {
        this.machine = machine;
        resumes = new(machine.Shape.Suspensions.Select(suspension => suspension.Resume));
        graph = new(machine.MoveNext.Body, resumes, machine.Builder == BuilderKind.Iterator, machine.Shape.Regions, machine.Shape.Simulation?.Index);
        fieldAccesses = new FieldDefinition?[graph.Index.Count];
        foreach (var access in machine.Shape.Accesses) fieldAccesses[graph.Index.Of(access.Access)] = access.Field;
        foreach (var field in machine.Type.Fields) numbers[field] = numbers.Count;
        foreach (var variable in machine.MoveNext.Body.Variables) numbers[variable] = numbers.Count;
        liveIn = [.. graph.Blocks.All.Select(_ => new List<int>())];
        Solve();
    }

    /// <summary>The fields that are read when the machine resumes at the suspension, in the order of their declaration; without state, builder and the awaiter itself.</summary>
    internal IReadOnlyList<FieldDefinition> After(Suspension suspension)
    {
        // What the dispatch does with a field or variable first decides.
        var dispatch = new Dictionary<int, bool>();
        for (int i = suspension.Dispatch.Count - 1; i >= 0; i--)
        {
            if (Access(suspension.Dispatch[i]) is { } access) dispatch[access.Place] = access.IsRead;
        }
        var live = liveIn[graph.Blocks.Of(suspension.Resume).Number].TakeWhile(IsField).Where(number => !dispatch.ContainsKey(number)).ToList();
        var readBefore = dispatch.Where(entry => entry.Value && IsField(entry.Key)).Select(entry => entry.Key).ToList();
        if (readBefore.Count > 0)
        {
            live.AddRange(readBefore);
            live.Sort();
        }
        return live.Select(number => machine.Type.Fields[number])
            .Where(field => field != machine.StateField && field != machine.BuilderField && field != suspension.AwaiterField && !IsPointer(field.FieldType))
            .ToList();
    }

    /// <summary>No pointer outlives an await; one whose address is taken only seems to, in code that is not optimised.</summary>
    internal static bool IsPointer(TypeReference type) => type is PointerType or FunctionPointerType;

    /// <summary>The control flow of MoveNext.</summary>
    internal FlowGraph Graph => graph;

    /// <summary>Whether a field or a local variable may be read after the instruction.</summary>
    internal bool IsLiveAfter(Instruction instruction, object place) =>
        graph.Successors(instruction).Any(successor => IsLiveBefore(successor, place)) || IsLiveInHandlers(instruction, place);

    /// <summary>Whether a field or a local variable may be read if the instruction throws.</summary>
    internal bool IsLiveInHandlers(Instruction instruction, object place) => graph.Handlers(instruction).Any(handler => IsLiveIn(graph.Blocks.Of(handler), numbers[place]));

    bool IsLiveBefore(Instruction instruction, object place)
    {
        var block = graph.Blocks.Of(instruction);
        int number = numbers[place];
        if (block.Handlers.Any(handler => IsLiveIn(handler, number))) return true;
        for (var next = instruction; ; next = next.Next)
        {
            if (Access(next) is { } access && access.Place == number) return access.IsRead;
            if (next == block.Last) break;
        }
        return block.Successors.Any(successor => !resumes.Contains(successor.First) && IsLiveIn(successor, number));
    }

    bool IsLiveIn(Block block, int number) => liveIn[block.Number].BinarySearch(number) >= 0;

    bool IsField(int number) => number < machine.Type.Fields.Count;

    void Solve()
    {
        var (read, stored) = (new List<Block>?[numbers.Count], new List<Block>?[numbers.Count]);
        foreach (var block in graph.Blocks.All)
        {
            var seen = new HashSet<int>();
            for (var instruction = block.First; ; instruction = instruction.Next)
            {
                if (Access(instruction) is var (place, isRead))
                {
                    if (isRead && !seen.Contains(place)) (read[place] ??= []).Add(block);
                    else if (!isRead) (stored[place] ??= []).Add(block);
                    seen.Add(place);
                }
                if (instruction == block.Last) break;
            }
        }
        // The way to where a suspension resumes is only open from the entry, with its state: see After.
        var range = new PlaceRange(graph.Blocks, block => resumes.Contains(block.First));
        for (int place = 0; place < numbers.Count; place++)
        {
            if (read[place] is not { } reading) continue;
            foreach (var block in range.Of(reading, stored[place] ?? [])) liveIn[block.Number].Add(place);
        }
    }

    /// <summary>
    /// The field or variable that an instruction reads or stores. An address counts as a read: what is done with it is not known, unless it is
    /// that a default value is stored there.
    /// </summary>
    (int Place, bool IsRead)? Access(Instruction instruction)
    {
        if (fieldAccesses[graph.Index.Of(instruction)] is { } field) return (numbers[field], instruction.OpCode.Code != Code.Stfld && !instruction.AddressesDefault());
        var body = machine.MoveNext.Body;
        if (instruction.StoredVariable(body) is { } stored) return (numbers[stored], false);
        return (instruction.LoadedVariable(body) ?? instruction.AddressedVariable()) is { } variable ? (numbers[variable], !instruction.AddressesDefault()) : null;
    }
}
