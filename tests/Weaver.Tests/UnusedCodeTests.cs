using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Rewriting;
using Xunit;

namespace Unboxed.Weaver.Tests;

public sealed class UnusedCodeTests
{
    readonly Instruction first = Instruction.Create(OpCodes.Ldc_I4_0), outside = Instruction.Create(OpCodes.Nop), end = Instruction.Create(OpCodes.Ret);

    /// <summary>A method without symbols, whose try block begins behind a nop, and is left for that nop.</summary>
    MethodDefinition Loop(params Instruction[] startOfTry)
    {
        var module = ModuleDefinition.CreateModule("m", ModuleKind.Dll);
        var method = new MethodDefinition("M", MethodAttributes.Static, module.TypeSystem.Void);
        var (leave, finallyStart) = (Instruction.Create(OpCodes.Leave, outside), Instruction.Create(OpCodes.Nop));
        Instruction[] code = [first, Instruction.Create(OpCodes.Pop), outside, .. startOfTry, leave, finallyStart, Instruction.Create(OpCodes.Endfinally), end];
        foreach (var instruction in code) method.Body.Instructions.Add(instruction);
        method.Body.ExceptionHandlers.Add(new(ExceptionHandlerType.Finally) { TryStart = startOfTry[0], TryEnd = finallyStart, HandlerStart = finallyStart, HandlerEnd = end });
        return method;
    }

    static void LeavesForOutside(MethodDefinition method)
    {
        UnusedCode.Remove(method, nopsStay: false);
        var body = method.Body;
        var target = (Instruction)body.Instructions.Single(instruction => instruction.OpCode.Code == Code.Leave).Operand;
        var start = Assert.Single(body.ExceptionHandlers).TryStart;
        Assert.Contains(start, body.Instructions);
        Assert.Contains(target, body.Instructions);
        Assert.True(body.Instructions.IndexOf(target) < body.Instructions.IndexOf(start), "The branch leads into the block that it leaves, whose finally block would not run.");
    }

    [Fact]
    public void A_branch_out_of_a_try_block_to_the_place_before_it_stays_one() => LeavesForOutside(Loop(Instruction.Create(OpCodes.Ldc_I4_1), Instruction.Create(OpCodes.Pop)));

    [Fact]
    public void So_it_does_where_the_try_block_begins_with_a_nop() =>
        LeavesForOutside(Loop(Instruction.Create(OpCodes.Nop), Instruction.Create(OpCodes.Ldc_I4_1), Instruction.Create(OpCodes.Pop)));

    [Fact]
    public void Others_go()
    {
        var method = Loop(Instruction.Create(OpCodes.Nop), Instruction.Create(OpCodes.Ldc_I4_1), Instruction.Create(OpCodes.Nop), Instruction.Create(OpCodes.Pop));
        UnusedCode.Remove(method, nopsStay: false);
        Assert.Equal(1, method.Body.Instructions.Count(instruction => instruction.OpCode.Code == Code.Nop));
    }
}
