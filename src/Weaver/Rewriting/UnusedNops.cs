using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Takes out of a scratch body what has been erased in it: a twentieth of its code.</summary>
static class UnusedNops
{
    /// <param name="method">A method all of whose symbols are the weaver's own.</param>
    internal static void Remove(MethodDefinition method)
    {
        var body = method.Body;
        // By these, symbols are found.
        var all = body.Instructions.ToList();
        for (int i = 0; i < all.Count; i++) all[i].Offset = i;
        var kept = new HashSet<int>(method.DebugInformation.SequencePoints.Select(point => point.Offset)) { 0, body.Instructions.Count - 1 };
        var replacements = new Dictionary<Instruction, Instruction>();
        // What leaves a try block for a place before it leads to a nop there. At the block's first instruction it would not leave, and the finally block would not run.
        var tryStarts = new HashSet<Instruction>(body.ExceptionHandlers.Select(handler => handler.TryStart));
        var instructions = new List<Instruction>(body.Instructions.Count);
        for (int i = body.Instructions.Count - 1; i >= 0; i--)
        {
            var instruction = body.Instructions[i];
            if (instruction.OpCode.Code != Code.Nop || kept.Contains(i) || tryStarts.Contains(instructions[instructions.Count - 1]))
            {
                instructions.Add(instruction);
                continue;
            }
            var next = replacements[instruction] = instructions[instructions.Count - 1];
            if (tryStarts.Contains(instruction)) tryStarts.Add(next);
        }
        Instruction? Kept(Instruction? instruction) => instruction is not null && replacements.TryGetValue(instruction, out var replacement) ? replacement : instruction;

        foreach (var instruction in instructions)
        {
            if (instruction.Operand is Instruction target) instruction.Operand = Kept(target);
            else if (instruction.Operand is Instruction[] targets) instruction.Operand = targets.Select(Kept).ToArray();
        }
        foreach (var handler in body.ExceptionHandlers)
        {
            handler.TryStart = Kept(handler.TryStart);
            handler.TryEnd = Kept(handler.TryEnd);
            handler.FilterStart = Kept(handler.FilterStart);
            handler.HandlerStart = Kept(handler.HandlerStart);
            handler.HandlerEnd = Kept(handler.HandlerEnd);
        }
        InstructionOffset Moved(InstructionOffset offset) => offset.IsEndOfMethod || offset.Offset < 0 ? offset : new(Kept(all[offset.Offset]));
        if (method.DebugInformation.Scope is { } scope) Move(scope, Moved);
        foreach (var stepping in method.CustomDebugInformations.OfType<AsyncMethodBodyDebugInformation>())
        {
            stepping.CatchHandler = Moved(stepping.CatchHandler);
            foreach (var offsets in new[] { stepping.Yields, stepping.Resumes })
                for (int i = 0; i < offsets.Count; i++) offsets[i] = Moved(offsets[i]);
        }
        body.Instructions.Clear();
        body.Instructions.Capacity = instructions.Count;
        for (int i = instructions.Count - 1; i >= 0; i--)
        {
            instructions[i].Previous = instructions[i].Next = null;
            body.Instructions.Add(instructions[i]);
        }
    }

    static void Move(ScopeDebugInformation scope, Func<InstructionOffset, InstructionOffset> moved)
    {
        (scope.Start, scope.End) = (moved(scope.Start), moved(scope.End));
        foreach (var inner in scope.Scopes) Move(inner, moved);
    }
}
