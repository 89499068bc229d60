using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;
using static Mono.Cecil.Cil.Instruction;

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class StackSimulationTests
{
    [Fact]
    public void Operands_are_counted_from_the_one_pushed_first()
    {
        var (one, two, add) = (Create(OpCodes.Ldc_I4_1), Create(OpCodes.Ldc_I4_2), Create(OpCodes.Add));
        var simulation = Run(one, two, add, Create(OpCodes.Pop), Create(OpCodes.Ret));
        Assert.Same(one, simulation.Producer(add, 0));
        Assert.Same(two, simulation.Producer(add, 1));
        Assert.Equal(2, simulation.Depth(add));
        Assert.Equal([add], simulation.Consumers(two));
    }

    [Fact]
    public void A_constant_is_seen_through_dup()
    {
        var (seven, dup, again, add) = (Create(OpCodes.Ldc_I4_7), Create(OpCodes.Dup), Create(OpCodes.Dup), Create(OpCodes.Add));
        var pop = Create(OpCodes.Pop);
        var simulation = Run(seven, dup, again, add, pop, Create(OpCodes.Pop), Create(OpCodes.Ret));
        Assert.Same(again, simulation.Producer(add, 1));
        Assert.Equal(7, simulation.ConstantOperand(add, 0));
        Assert.Equal(7, simulation.ConstantOperand(add, 1));
        Assert.Null(simulation.ConstantOperand(pop, 0));
    }

    [Fact]
    public void A_join_has_the_producers_of_both_ways()
    {
        var (left, right, pop) = (Create(OpCodes.Ldc_I4_1), Create(OpCodes.Ldc_I4_1), Create(OpCodes.Pop));
        var simulation = Run(Create(OpCodes.Ldc_I4_0), Create(OpCodes.Brtrue, right), left, Create(OpCodes.Br, pop), right, pop, Create(OpCodes.Ret));
        Assert.Equal([left, right], simulation.Producers(pop, 0).OrderBy(producer => producer.Offset));
        Assert.Null(simulation.Producer(pop, 0));
        Assert.Null(simulation.ConstantOperand(pop, 0));
        Assert.True(simulation.IsBranchTarget(pop));
        Assert.False(simulation.IsBranchTarget(left));
    }

    [Fact]
    public void The_arms_of_a_ternary_are_producers_of_the_argument()
    {
        var method = Snippet.Release("class C { static void Use(string s) { } static void M(bool b) => Use(b ? \"x\" : \"y\"); }").Method("C", "M");
        var simulation = StackSimulation.Run(method)!;
        var call = method.Body.Instructions.Single(instruction => instruction.OpCode == OpCodes.Call);
        Assert.Equal(["x", "y"], simulation.Producers(call, 0).Select(producer => producer.Operand).Order());
    }

    [Fact]
    public void What_a_loop_brings_back_is_a_producer_of_its_head()
    {
        var (first, add, one) = (Create(OpCodes.Ldc_I4_0), Create(OpCodes.Add), Create(OpCodes.Ldc_I4_1));
        // The value stays on the stack across the back edge: ldc 0; head: ldc 1; add; ldc 1; brtrue head; pop.
        var simulation = Run(first, one, add, Create(OpCodes.Ldc_I4_1), Create(OpCodes.Brtrue, one), Create(OpCodes.Pop), Create(OpCodes.Ret));
        Assert.Equal([first, add], simulation.Producers(add, 0).OrderBy(producer => producer.Offset));
        Assert.Equal(2, simulation.Consumers(add).Count);
    }

    [Theory]
    [InlineData(ExceptionHandlerType.Catch, 1)]
    [InlineData(ExceptionHandlerType.Finally, 0)]
    [InlineData(ExceptionHandlerType.Fault, 0)]
    public void A_handler_starts_with_the_exception_or_with_nothing(ExceptionHandlerType kind, int depth)
    {
        var (start, end) = (Create(OpCodes.Nop), Create(OpCodes.Ret));
        var handler = Create(depth == 1 ? OpCodes.Pop : OpCodes.Nop);
        var simulation = StackSimulation.Run(Bodies
            .Of(start, Create(OpCodes.Leave, end), handler, depth == 1 ? Create(OpCodes.Leave, end) : Create(OpCodes.Endfinally), end)
            .WithHandler(kind, start, handler, end))!;
        Assert.Equal(depth, simulation.Depth(handler));
        Assert.True(simulation.IsBranchTarget(handler));
        if (depth == 1) Assert.Null(simulation.Producer(handler, 0)!.Next);
    }

    [Fact]
    public void A_filter_and_its_handler_start_with_the_exception()
    {
        var (start, filter, handler, end) = (Create(OpCodes.Nop), Create(OpCodes.Pop), Create(OpCodes.Pop), Create(OpCodes.Ret));
        var simulation = StackSimulation.Run(Bodies
            .Of(start, Create(OpCodes.Leave, end), filter, Create(OpCodes.Ldc_I4_1), Create(OpCodes.Endfilter), handler, Create(OpCodes.Leave, end), end)
            .WithHandler(ExceptionHandlerType.Filter, start, handler, end, filter))!;
        Assert.Equal(1, simulation.Depth(filter));
        Assert.Equal(1, simulation.Depth(handler));
    }

    [Fact]
    public void A_leave_empties_the_stack()
    {
        var (start, pop, end) = (Create(OpCodes.Ldc_I4_1), Create(OpCodes.Pop), Create(OpCodes.Ret));
        var simulation = StackSimulation.Run(Bodies
            .Of(start, Create(OpCodes.Leave, end), pop, Create(OpCodes.Leave, end), end).WithHandler(ExceptionHandlerType.Catch, start, pop, end))!;
        Assert.Equal(0, simulation.Depth(end));
    }

    [Fact]
    public void Code_that_no_path_reaches_is_not_reached()
    {
        var (dead, end) = (Create(OpCodes.Pop), Create(OpCodes.Ret));
        var simulation = Run(Create(OpCodes.Br, end), dead, end);
        Assert.False(simulation.IsReached(dead));
        Assert.True(simulation.IsReached(end));
    }

    [Fact]
    public void Depths_that_differ_at_a_join_are_rejected()
    {
        var join = Create(OpCodes.Nop);
        Assert.Null(StackSimulation.Run(Bodies.Of(Create(OpCodes.Ldc_I4_0), Create(OpCodes.Brtrue, join), Create(OpCodes.Ldc_I4_1), join, Create(OpCodes.Ret))));
    }

    [Fact]
    public void A_loop_that_grows_the_stack_is_rejected()
    {
        var head = Create(OpCodes.Ldc_I4_1);
        Assert.Null(StackSimulation.Run(Bodies.Of(head, Create(OpCodes.Br, head))));
    }

    [Fact]
    public void A_pop_of_an_empty_stack_is_rejected() => Assert.Null(StackSimulation.Run(Bodies.Of(Create(OpCodes.Ldc_I4_1), Create(OpCodes.Add), Create(OpCodes.Pop), Create(OpCodes.Ret))));

    [Fact]
    public void A_body_that_falls_off_its_end_is_rejected() => Assert.Null(StackSimulation.Run(Bodies.Of(Create(OpCodes.Nop))));

    static StackSimulation Run(params Instruction[] instructions) => StackSimulation.Run(Bodies.Of(instructions)) ?? throw new InvalidOperationException("The stack is not consistent.");
}
