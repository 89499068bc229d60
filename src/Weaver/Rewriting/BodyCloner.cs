using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Copies a method body, instruction by instruction, with its symbols.</summary>
static class BodyCloner
{
    /// <returns>The copy of each instruction.</returns>
    internal static Dictionary<Instruction, Instruction> Clone(MethodDefinition source, MethodDefinition target)
    {
        var body = target.Body;
        body.InitLocals = source.Body.ClearsLocals();
        foreach (var variable in source.Body.Variables) body.Variables.Add(new(variable.VariableType));
        var copies = new Dictionary<Instruction, Instruction>(source.Body.Instructions.Count);
        body.Instructions.Capacity = source.Body.Instructions.Count;
        foreach (var instruction in source.Body.Instructions)
        {
            var copy = Instruction.Create(OpCodes.Nop);
            copy.OpCode = instruction.OpCode;
            copies[instruction] = copy;
            body.Instructions.Add(copy);
        }
        foreach (var entry in copies)
        {
            entry.Value.Operand = entry.Key.Operand switch
            {
                Instruction branch => copies[branch],
                Instruction[] branches => branches.Select(branch => copies[branch]).ToArray(),
                VariableDefinition variable => body.Variables[variable.Index],
                var other => other,
            };
        }
        foreach (var handler in source.Body.ExceptionHandlers)
        {
            body.ExceptionHandlers.Add(new(handler.HandlerType)
            {
                CatchType = handler.CatchType,
                TryStart = Copy(handler.TryStart),
                TryEnd = Copy(handler.TryEnd),
                FilterStart = Copy(handler.FilterStart),
                HandlerStart = Copy(handler.HandlerStart),
                HandlerEnd = Copy(handler.HandlerEnd),
            });
        }
        ClonedSymbols.Add(source, target, copies);
        return copies;

        Instruction? Copy(Instruction? instruction) => instruction is null ? null : copies[instruction];
    }

    /// <summary>
    /// Whether the local variables of a body begin as zero, as C# has it without <c>[SkipLocalsInit]</c>. A body without variables does not say: those that it gets do, as
    /// in verifiable code (ECMA-335 partition III, 1.8.1.1).
    /// </summary>
    internal static bool ClearsLocals(this MethodBody body) => body.InitLocals || !body.HasVariables;
}
