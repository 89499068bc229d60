using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;
using static Mono.Cecil.Cil.Instruction;

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class InstructionsTests
{
    [Fact]
    public void A_constant_is_read_from_each_of_its_encodings()
    {
        OpCode[] small =
        [
            OpCodes.Ldc_I4_M1, OpCodes.Ldc_I4_0, OpCodes.Ldc_I4_1, OpCodes.Ldc_I4_2, OpCodes.Ldc_I4_3, OpCodes.Ldc_I4_4, OpCodes.Ldc_I4_5, OpCodes.Ldc_I4_6,
            OpCodes.Ldc_I4_7, OpCodes.Ldc_I4_8,
        ];
        Assert.Equal(Enumerable.Range(-1, 10).Select(value => (int?)value), small.Select(code => Create(code).Constant()));
        Assert.Equal(-100, Create(OpCodes.Ldc_I4_S, (sbyte)-100).Constant());
        Assert.Equal(70000, Create(OpCodes.Ldc_I4, 70000).Constant());
        Assert.Null(Create(OpCodes.Ldc_I8, 1L).Constant());
    }

    [Fact]
    public void A_variable_is_read_from_each_of_its_encodings()
    {
        var body = Bodies.Of(Create(OpCodes.Ret)).Body;
        for (int i = 0; i < 6; i++) body.Variables.Add(new(body.Method.Module.TypeSystem.Int32));
        OpCode[] loads = [OpCodes.Ldloc_0, OpCodes.Ldloc_1, OpCodes.Ldloc_2, OpCodes.Ldloc_3];
        OpCode[] stores = [OpCodes.Stloc_0, OpCodes.Stloc_1, OpCodes.Stloc_2, OpCodes.Stloc_3];
        Assert.Equal(body.Variables.Take(4), loads.Select(code => Create(code).LoadedVariable(body)));
        Assert.Equal(body.Variables.Take(4), stores.Select(code => Create(code).StoredVariable(body)));
        Assert.Same(body.Variables[5], Create(OpCodes.Ldloc_S, body.Variables[5]).LoadedVariable(body));
        Assert.Same(body.Variables[5], Create(OpCodes.Stloc, body.Variables[5]).StoredVariable(body));
        Assert.Same(body.Variables[5], Create(OpCodes.Ldloca_S, body.Variables[5]).AddressedVariable());
        Assert.Null(Create(OpCodes.Ldloc_0).StoredVariable(body));
        Assert.Null(Create(OpCodes.Stloc_0).LoadedVariable(body));
        Assert.Null(Create(OpCodes.Ldloc_0).AddressedVariable());
    }

    [Fact]
    public void Arguments_are_counted_with_this()
    {
        var host = Bodies.Host();
        var instance = Bodies.In(host, default, Create(OpCodes.Ret));
        instance.Parameters.Add(new(host.Module.TypeSystem.Int32));
        var plain = Bodies.In(host, MethodAttributes.Static, Create(OpCodes.Ret));
        plain.Parameters.Add(new(host.Module.TypeSystem.Int32));
        Assert.Equal(1, Create(OpCodes.Ldarg_S, instance.Parameters[0]).LoadedArgument(instance));
        Assert.Equal(0, Create(OpCodes.Ldarg_S, plain.Parameters[0]).LoadedArgument(plain));
        Assert.Equal(3, Create(OpCodes.Ldarg_3).LoadedArgument(instance));
        Assert.True(Create(OpCodes.Ldarg_S, instance.Body.ThisParameter).LoadsThis());
        Assert.False(Create(OpCodes.Ldarg_S, instance.Parameters[0]).LoadsThis());
        Assert.True(Create(OpCodes.Ldarg_0).LoadsThis());
    }

    [Fact]
    public void Nops_are_passed_over_in_both_directions()
    {
        var (first, last) = (Create(OpCodes.Ldc_I4_0), Create(OpCodes.Pop));
        Bodies.Of(first, Create(OpCodes.Nop), Create(OpCodes.Nop), last);
        Assert.Same(last, first.NextReal());
        Assert.Same(first, last.PreviousReal());
        Assert.Null(last.NextReal());
        Assert.Null(first.PreviousReal());
    }

    [Fact]
    public void Only_a_branch_that_is_always_taken_does_not_fall_through()
    {
        var target = Create(OpCodes.Ret);
        Assert.False(Create(OpCodes.Br, target).FallsThrough());
        Assert.False(Create(OpCodes.Leave, target).FallsThrough());
        Assert.False(Create(OpCodes.Ret).FallsThrough());
        Assert.False(Create(OpCodes.Throw).FallsThrough());
        Assert.False(Create(OpCodes.Endfinally).FallsThrough());
        Assert.True(Create(OpCodes.Brtrue, target).FallsThrough());
        Assert.True(Create(OpCodes.Switch, new[] { target }).FallsThrough());
        Assert.Equal([target, target], Create(OpCodes.Switch, new[] { target, target }).BranchTargets());
        Assert.Empty(Create(OpCodes.Ldstr, "x").BranchTargets());
    }

    [Fact]
    public void A_range_has_its_start_and_not_its_end()
    {
        var (before, start, inside, end) = (Create(OpCodes.Nop), Create(OpCodes.Nop), Create(OpCodes.Nop), Create(OpCodes.Ret));
        Bodies.Of(before, start, inside, end);
        Assert.Equal([false, true, true, false], new[] { before, start, inside, end }.Select(instruction => instruction.IsWithin(start, end)));
        Assert.True(end.IsWithin(start, null));
        Assert.False(end.IsWithin(null, null));
    }
}
