using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Chooses the short encodings of a body, as the compiler does. Cecil does the same, but computes all offsets anew for each branch that it shortens, which
/// takes the square of the method's size: it sees no branches here.
/// </summary>
static class ShortForms
{
    /// <summary>The long branches and leaves with their short forms (ECMA-335 partition III, 3).</summary>
    static readonly Dictionary<Code, OpCode> Branches = new()
    {
        [Code.Br] = OpCodes.Br_S,
        [Code.Brfalse] = OpCodes.Brfalse_S,
        [Code.Brtrue] = OpCodes.Brtrue_S,
        [Code.Beq] = OpCodes.Beq_S,
        [Code.Bge] = OpCodes.Bge_S,
        [Code.Bgt] = OpCodes.Bgt_S,
        [Code.Ble] = OpCodes.Ble_S,
        [Code.Blt] = OpCodes.Blt_S,
        [Code.Bne_Un] = OpCodes.Bne_Un_S,
        [Code.Bge_Un] = OpCodes.Bge_Un_S,
        [Code.Bgt_Un] = OpCodes.Bgt_Un_S,
        [Code.Ble_Un] = OpCodes.Ble_Un_S,
        [Code.Blt_Un] = OpCodes.Blt_Un_S,
        [Code.Leave] = OpCodes.Leave_S,
    };

    internal static void Choose(MethodBody body)
    {
        var branches = body.Instructions.Where(instruction => Branches.ContainsKey(instruction.OpCode.Code))
            .Select(branch => (Branch: branch, branch.OpCode, Target: (Instruction)branch.Operand)).ToList();
        foreach (var (branch, _, _) in branches)
        {
            branch.OpCode = OpCodes.Nop;
            branch.Operand = null;
        }
        body.OptimizeMacros();
        // Cecil does not know it.
        foreach (var store in body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Starg && IndexOf((ParameterDefinition)instruction.Operand, body) <= byte.MaxValue)) store.OpCode = OpCodes.Starg_S;
        foreach (var (branch, opCode, target) in branches)
        {
            branch.OpCode = opCode;
            branch.Operand = target;
        }
        Shorten(body);
    }

    static int IndexOf(ParameterDefinition parameter, MethodBody body) => parameter.Index + (body.Method.HasThis ? 1 : 0);

    /// <summary>
    /// Shortens the branches whose targets are near, in the order of the code: what lies between a branch and an earlier target has its final size by then, and
    /// what lies between it and a later one has not changed.
    /// </summary>
    static void Shorten(MethodBody body)
    {
        int end = 0;
        foreach (var instruction in body.Instructions)
        {
            instruction.Offset = end;
            end += instruction.GetSize();
        }
        int saved = 0;
        foreach (var instruction in body.Instructions)
        {
            // Those of later instructions are as they were before anything was shortened.
            int before = instruction.Offset;
            instruction.Offset -= saved;
            if (!Branches.TryGetValue(instruction.OpCode.Code, out var shorter)) continue;
            var target = (Instruction)instruction.Operand;
            int distance = target.Offset - ((target.Offset > before ? before : instruction.Offset) + instruction.GetSize());
            if (distance is < sbyte.MinValue or > sbyte.MaxValue) continue;
            saved += instruction.GetSize();
            instruction.OpCode = shorter;
            saved -= instruction.GetSize();
        }
    }
}
