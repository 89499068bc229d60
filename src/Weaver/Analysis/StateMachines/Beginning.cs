using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.StateMachines;

/// <summary>
/// How MoveNext begins in optimised code: it copies fields to variables and enters the protected block around the user's code, where it goes on by its state, to an await or to where the user's code
/// begins.
/// </summary>
/// <param name="Copies">The loads and stores of the copies before the protected block, each load followed by its store; without that of the state.</param>
/// <param name="Dispatch">The first instruction of the protected block, to which nothing branches.</param>
/// <param name="Start">Where a method goes from there that is called, and not resumed.</param>
sealed record Beginning(IReadOnlyList<(Instruction Load, Instruction Store)> Copies, Instruction Dispatch, Instruction Start)
{
    /// <returns>Null where a method begins in another way.</returns>
    internal static Beginning? Of(StateMachine machine)
    {
        var (body, shape) = (machine.MoveNext.Body, machine.Shape);
        if (shape.Regions!.At(shape.SetException!).Handlers is not [{ TryStart: { } first }] || body.ExceptionHandlers.Count(handler => handler.TryStart == first) > 1) return null;
        // What comes before the protected block needs a place there.
        if (first == body.Instructions[0]) return null;
        if (body.Instructions.Any(instruction => instruction.BranchTargets().Contains(first))) return null;
        if (CopiesBefore(first, machine) is not { } copies) return null;

        var dispatch = new HashSet<Instruction>(shape.Suspensions.SelectMany(suspension => suspension.Dispatch));
        bool stores = false;
        var start = new DispatchSimulation(machine.MoveNext, machine.StateField).FindStart(instruction =>
        {
            if (instruction.Offset < first.Offset) return false;
            if (!dispatch.Contains(instruction) || !shape.Regions.AreSame(instruction, first)) return true;
            stores |= instruction.OpCode.Code == Code.Stfld || instruction.StoredVariable(body) is not null;
            return false;
        });
        return start is null || start == first || stores ? null : new(copies, first, start);
    }

    static List<(Instruction, Instruction)>? CopiesBefore(Instruction first, StateMachine machine)
    {
        var copies = new List<(Instruction, Instruction)>();
        var accesses = machine.Shape.Accesses.ToDictionary(access => access.This);
        for (var instruction = machine.MoveNext.Body.Instructions[0]; instruction != first; instruction = instruction.Next)
        {
            if (instruction.OpCode.Code == Code.Nop) continue;
            if (!accesses.TryGetValue(instruction, out var access) || access.Access.OpCode.Code != Code.Ldfld || access.Access != instruction.Next || access.Field == machine.BuilderField) return null;
            var store = access.Access.Next;
            if (store.StoredVariable(machine.MoveNext.Body) is null) return null;
            if (access.Field != machine.StateField) copies.Add((access.Access, store));
            instruction = store;
        }
        return copies;
    }
}
