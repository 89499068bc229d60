using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;
using static Mono.Cecil.Cil.Instruction;

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class FlowGraphTests
{
    [Fact]
    public void Straight_code_goes_on_to_the_next_and_branches_to_their_targets()
    {
        var (condition, target, end) = (Create(OpCodes.Ldc_I4_0), Create(OpCodes.Nop), Create(OpCodes.Ret));
        var branch = Create(OpCodes.Brtrue, target);
        var skip = Create(OpCodes.Br, end);
        var graph = new FlowGraph(Bodies.Of(condition, branch, skip, target, end).Body);
        Assert.Equal([branch], graph.Successors(condition));
        Assert.Equal([target, skip], graph.Successors(branch));
        Assert.Equal([end], graph.Successors(skip));
        Assert.Empty(graph.Successors(end));
        Assert.Empty(graph.Handlers(condition));
    }

    [Fact]
    public void A_leave_runs_the_finally_which_goes_on_to_its_target()
    {
        var (start, handler, done, end) = (Create(OpCodes.Nop), Create(OpCodes.Nop), Create(OpCodes.Endfinally), Create(OpCodes.Ret));
        var leave = Create(OpCodes.Leave, end);
        var graph = new FlowGraph(Bodies.Of(start, leave, handler, done, end).WithHandler(ExceptionHandlerType.Finally, start, handler, end).Body);
        Assert.Contains(handler, graph.Successors(leave));
        Assert.Equal([end], graph.Successors(done).Where(target => target != handler));
        Assert.Equal([handler], graph.Handlers(start));
        Assert.Empty(graph.Handlers(handler));
    }

    [Fact]
    public void A_finally_goes_on_to_the_target_of_each_leave_that_runs_it_and_to_no_other()
    {
        var (start, handler, done) = (Create(OpCodes.Ldc_I4_0), Create(OpCodes.Nop), Create(OpCodes.Endfinally));
        var (first, second, third) = (Create(OpCodes.Nop), Create(OpCodes.Nop), Create(OpCodes.Ret));
        var (toSecond, toFirst) = (Create(OpCodes.Leave, second), Create(OpCodes.Leave, first));
        var graph = new FlowGraph(Bodies
            .Of(start, Create(OpCodes.Brtrue, toSecond), toFirst, toSecond, handler, done, first, second, third)
            .WithHandler(ExceptionHandlerType.Finally, start, handler, first).Body);
        Assert.Equal([first, second], graph.Successors(done).Where(target => target != handler).Distinct().OrderBy(target => target.Offset));
    }

    [Fact]
    public void A_leave_out_of_two_tries_runs_both_finallies()
    {
        var (outer, inner) = (Create(OpCodes.Nop), Create(OpCodes.Nop));
        var end = Create(OpCodes.Ret);
        var leave = Create(OpCodes.Leave, end);
        var (innerDone, outerDone) = (Create(OpCodes.Endfinally), Create(OpCodes.Endfinally));
        var rest = Create(OpCodes.Leave, end);
        var method = Bodies.Of(outer, inner, leave, innerDone, rest, outerDone, end)
            .WithHandler(ExceptionHandlerType.Finally, inner, innerDone, rest).WithHandler(ExceptionHandlerType.Finally, outer, outerDone, end);
        var graph = new FlowGraph(method.Body);
        Assert.Contains(innerDone, graph.Successors(leave));
        Assert.Contains(outerDone, graph.Successors(innerDone));
        Assert.Equal([end], graph.Successors(outerDone).Where(target => target != innerDone && target != outerDone).Distinct());
        Assert.DoesNotContain(innerDone, graph.Successors(rest));
        Assert.Equal([innerDone, outerDone], graph.Handlers(inner));
        Assert.Equal([outerDone], graph.Handlers(innerDone));
    }

    [Fact]
    public void A_leave_that_stays_in_the_try_runs_no_finally()
    {
        var (start, inside, handler, end) = (Create(OpCodes.Nop), Create(OpCodes.Nop), Create(OpCodes.Endfinally), Create(OpCodes.Ret));
        var leave = Create(OpCodes.Leave, inside);
        var graph = new FlowGraph(Bodies.Of(start, leave, inside, Create(OpCodes.Leave, end), handler, end).WithHandler(ExceptionHandlerType.Finally, start, handler, end).Body);
        Assert.Equal([inside], graph.Successors(leave));
    }

    [Fact]
    public void An_exception_goes_to_the_filter_and_the_filter_to_its_handler()
    {
        var (start, filter, handler, end) = (Create(OpCodes.Nop), Create(OpCodes.Pop), Create(OpCodes.Pop), Create(OpCodes.Ret));
        var endfilter = Create(OpCodes.Endfilter);
        var graph = new FlowGraph(Bodies
            .Of(start, Create(OpCodes.Leave, end), filter, Create(OpCodes.Ldc_I4_1), endfilter, handler, Create(OpCodes.Leave, end), end)
            .WithHandler(ExceptionHandlerType.Filter, start, handler, end, filter).Body);
        Assert.Contains(filter, graph.Handlers(start));
        Assert.Equal([handler], graph.Successors(endfilter));
        Assert.Empty(graph.Handlers(handler));
    }
}
