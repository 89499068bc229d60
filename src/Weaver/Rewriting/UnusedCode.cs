using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Takes out of a scratch body what is never reached, and what does nothing: what has been erased in it, and branches to what follows.</summary>
static class UnusedCode
{
    /// <param name="method">A method all of whose symbols are the weaver's own.</param>
    /// <param name="nopsStay">Whether all stays that is reached: nops are the compiler's own as well.</param>
    internal static void Remove(MethodDefinition method, bool nopsStay)
    {
        var body = method.Body;
        // By these, symbols are found.
        var all = body.Instructions.ToList();
        for (int i = 0; i < all.Count; i++) all[i].Offset = i;
        var reached = Reached(body, all);
        foreach (var point in method.DebugInformation.SequencePoints.Where(point => !reached[point.Offset]).ToList()) method.DebugInformation.SequencePoints.Remove(point);
        foreach (var handler in body.ExceptionHandlers.Where(handler => !reached[handler.HandlerStart.Offset]).ToList()) body.ExceptionHandlers.Remove(handler);
        var kept = new HashSet<int>(method.DebugInformation.SequencePoints.Select(point => point.Offset)) { 0, body.Instructions.Count - 1 };
        // By their offsets, which are those in the list.
        var replacements = new Instruction?[all.Count];
        // What leaves a try block for a place before it leads to a nop there. At the block's first instruction it would not leave, and the finally block would not run.
        var tryStarts = new HashSet<Instruction>(body.ExceptionHandlers.Select(handler => handler.TryStart));
        var instructions = new List<Instruction>(body.Instructions.Count);
        for (int i = body.Instructions.Count - 1; i >= 0; i--)
        {
            var instruction = body.Instructions[i];
            bool isUnused = !reached[i] || (!nopsStay && DoesNothing(instruction));
            if (!isUnused || kept.Contains(i) || (reached[i] && tryStarts.Contains(instructions[instructions.Count - 1])))
            {
                instructions.Add(instruction);
                continue;
            }
            var next = replacements[i] = instructions[instructions.Count - 1];
            if (tryStarts.Contains(instruction)) tryStarts.Add(next);
        }
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

        bool DoesNothing(Instruction instruction) => instruction.OpCode.Code == Code.Nop
            || (instruction.OpCode.Code == Code.Br && instructions.Count > 0 && Kept((Instruction)instruction.Operand) == instructions[instructions.Count - 1]);

        Instruction? Kept(Instruction? instruction) => instruction is not null ? replacements[instruction.Offset] ?? instruction : null;
    }

    /// <summary>Which instructions may be run.</summary>
    static bool[] Reached(MethodBody body, List<Instruction> all)
    {
        var reached = new bool[all.Count];
        var open = new Stack<int>();
        Reach(0);
        do
        {
            while (open.Count > 0) GoOn(open.Pop());
            foreach (var handler in body.ExceptionHandlers)
            {
                if (!Enumerable.Range(handler.TryStart.Offset, handler.TryEnd.Offset - handler.TryStart.Offset).Any(place => reached[place])) continue;
                Reach(handler.HandlerStart.Offset);
                if (handler.FilterStart is { } filter) Reach(filter.Offset);
            }
        }
        while (open.Count > 0);
        return reached;

        void GoOn(int place)
        {
            foreach (var target in all[place].BranchTargets()) Reach(target.Offset);
            if (all[place].OpCode.FlowControl is not (FlowControl.Branch or FlowControl.Return or FlowControl.Throw)) Reach(place + 1);
        }

        void Reach(int place)
        {
            if (reached[place]) return;
            reached[place] = true;
            open.Push(place);
        }
    }

    static void Move(ScopeDebugInformation scope, Func<InstructionOffset, InstructionOffset> moved)
    {
        (scope.Start, scope.End) = (moved(scope.Start), moved(scope.End));
        foreach (var inner in scope.Scopes) Move(inner, moved);
    }
}
