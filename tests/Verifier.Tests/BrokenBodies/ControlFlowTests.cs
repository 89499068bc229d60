using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;
using static Mono.Cecil.Cil.OpCodes;

namespace Unboxed.Verifier.Tests.BrokenBodies;

public class ControlFlowTests
{
    [Fact]
    public void A_target_outside_of_the_body_is_rejected() => Twins.Check(FailureKind.BranchTarget, (body, broken) =>
    {
        var end = Body.Label();
        body.Emit(Br, broken ? Body.Label() : end);
        body.Mark(end);
        body.Emit(Ret);
    });

    [Fact]
    public void A_short_branch_that_does_not_reach_is_rejected() => Twins.Check(FailureKind.BranchTarget, (body, broken) =>
    {
        var end = Body.Label();
        body.Emit(Br_S, end);
        for (var i = 0; i < (broken ? 128 : 127); i++) body.Emit(Nop);
        body.Mark(end);
        body.Emit(Ret);
    });

    [Fact]
    public void A_target_behind_a_prefix_is_rejected() => Twins.Check(FailureKind.BranchTarget, (body, broken) =>
    {
        var local = body.Local(typeof(Point));
        var (load, call) = (Body.Label(), Instruction.Create(Callvirt, body.MethodOf(typeof(object), nameof(ToString))));
        body.Emit(Ldloca, local);
        body.Mark(load);
        var prefix = body.Emit(Constrained, typeof(Point));
        body.IL.Append(call);
        body.Emit(Pop);
        body.Emit(Ldloca, local);
        body.Emit(Br, broken ? call : prefix);
    });

    [Fact]
    public void Running_over_the_end_of_the_body_is_rejected() => Twins.Check(FailureKind.FallThrough, (body, broken) =>
    {
        body.Emit(Nop);
        if (!broken) body.Emit(Ret);
    });

    [Fact]
    public void A_branch_into_the_middle_of_a_try_is_rejected() => Twins.Check(FailureKind.BranchIntoTry, (body, broken) =>
    {
        var (start, middle, handler, end) = (Body.Label(), Body.Label(), Body.Label(), Body.Label());
        body.Emit(Ldarg, body.Takes(typeof(bool)));
        body.Emit(Brtrue, broken ? middle : start);
        body.Mark(start);
        body.Mark(middle);
        Finally(body, start, handler, end);
    });

    [Fact]
    public void A_branch_into_a_handler_is_rejected() => Twins.Check(FailureKind.BranchIntoHandler, (body, broken) =>
    {
        var (start, handler, end) = (Body.Label(), Body.Label(), Body.Label());
        body.Emit(Ldarg, body.Takes(typeof(bool)));
        body.Emit(Brtrue, broken ? handler : end);
        body.Mark(start);
        Finally(body, start, handler, end);
    });

    [Fact]
    public void A_branch_out_of_a_try_is_rejected() => Twins.Check(FailureKind.BranchOutOfRegion, (body, broken) =>
    {
        var (start, handler, end) = (Body.Label(), Body.Label(), Body.Label());
        body.Mark(start);
        body.Emit(broken ? Br : Leave, end);
        Finally(body, start, handler, end);
    });

    [Fact]
    public void A_branch_out_of_a_catch_is_rejected() => Twins.Check(FailureKind.BranchOutOfRegion, (body, broken) =>
        Catch(body, end =>
        {
            body.Emit(Pop);
            body.Emit(broken ? Br : Leave, end);
        }));

    [Fact]
    public void Falling_out_of_a_try_is_rejected() => Twins.Check(FailureKind.FallThrough, (body, broken) =>
    {
        var (start, handler, end) = (Body.Label(), Body.Label(), Body.Label());
        body.Mark(start);
        if (!broken) body.Emit(Leave, end);
        body.Mark(handler);
        body.Emit(Endfinally);
        body.Mark(end);
        body.Emit(Ret);
        body.Handler(ExceptionHandlerType.Finally, start, handler, end);
    });

    [Fact]
    public void Falling_out_of_a_catch_is_rejected() => Twins.Check(FailureKind.FallThrough, (body, broken) =>
        Catch(body, end =>
        {
            body.Emit(Pop);
            if (!broken) body.Emit(Leave, end);
        }));

    [Fact]
    public void A_leave_outside_of_all_regions_is_rejected() => Twins.Check(FailureKind.LeaveOutsideRegion, (body, broken) =>
    {
        var end = Body.Label();
        body.Emit(broken ? Leave : Br, end);
        body.Mark(end);
        body.Emit(Ret);
    });

    [Fact]
    public void A_leave_out_of_a_finally_is_rejected() => Twins.Check(FailureKind.LeaveOutOfFinally, (body, broken) =>
    {
        var (start, handler, end) = (Body.Label(), Body.Label(), Body.Label());
        body.Mark(start);
        body.Emit(Leave, end);
        body.Mark(handler);
        if (broken) body.Emit(Leave, end);
        else body.Emit(Endfinally);
        body.Mark(end);
        body.Emit(Ret);
        body.Handler(ExceptionHandlerType.Finally, start, handler, end);
    });

    [Fact]
    public void A_return_out_of_a_try_is_rejected() => Twins.Check(FailureKind.ReturnInsideRegion, (body, broken) =>
    {
        var (start, handler, end) = (Body.Label(), Body.Label(), Body.Label());
        body.Mark(start);
        if (broken) body.Emit(Ret);
        else body.Emit(Nop);
        Finally(body, start, handler, end);
    });

    [Fact]
    public void A_rethrow_outside_of_a_catch_is_rejected() => Twins.Check(FailureKind.RethrowOutsideCatch, (body, broken) =>
        Catch(body, end =>
        {
            body.Emit(Pop);
            body.Emit(Rethrow);
        }, beforeTry: () =>
        {
            if (broken) body.Emit(Rethrow);
        }));

    [Fact]
    public void A_rethrow_in_a_finally_is_rejected() => Twins.Check(FailureKind.RethrowOutsideCatch, (body, broken) =>
    {
        var (start, handler, end) = (Body.Label(), Body.Label(), Body.Label());
        body.Mark(start);
        body.Emit(Leave, end);
        body.Mark(handler);
        body.Emit(broken ? Rethrow : Endfinally);
        body.Mark(end);
        body.Emit(Ret);
        body.Handler(ExceptionHandlerType.Finally, start, handler, end);
    });

    [Fact]
    public void An_endfinally_outside_of_a_finally_is_rejected() => Twins.Check(FailureKind.EndFinallyOutsideFinally, (body, broken) =>
        body.Emit(broken ? Endfinally : Ret));

    [Fact]
    public void An_endfilter_in_the_middle_of_a_filter_is_rejected() => Twins.Check(FailureKind.EndFilterMisplaced, (body, broken) =>
    {
        var (start, filter, handler, end) = (Body.Label(), Body.Label(), Body.Label(), Body.Label());
        body.Mark(start);
        body.Emit(Leave, end);
        body.Mark(filter);
        body.Emit(Pop);
        body.Emit(Ldc_I4_1);
        body.Emit(Endfilter);
        if (broken) body.Emit(Nop);
        body.Mark(handler);
        body.Emit(Pop);
        body.Emit(Leave, end);
        body.Mark(end);
        body.Emit(Ret);
        body.Handler(ExceptionHandlerType.Filter, start, handler, end, filter: filter);
    });

    [Fact]
    public void The_exception_on_the_stack_of_a_handler_has_the_type_of_the_clause() => Twins.Check(FailureKind.StoreType, (body, broken) =>
    {
        var local = body.Local(broken ? typeof(ArgumentException) : typeof(Exception));
        Catch(body, end =>
        {
            body.Emit(Stloc, local);
            body.Emit(Leave, end);
        });
    });

    /// <summary>The rest of a try, and its finally.</summary>
    static void Finally(Body body, Instruction start, Instruction handler, Instruction end)
    {
        body.Emit(Leave, end);
        body.Mark(handler);
        body.Emit(Endfinally);
        body.Mark(end);
        body.Emit(Ret);
        body.Handler(ExceptionHandlerType.Finally, start, handler, end);
    }

    static void Catch(Body body, Action<Instruction> write, Action? beforeTry = null)
    {
        var (start, handler, end) = (Body.Label(), Body.Label(), Body.Label());
        beforeTry?.Invoke();
        body.Mark(start);
        body.Emit(Leave, end);
        body.Mark(handler);
        write(end);
        body.Mark(end);
        body.Emit(Ret);
        body.Handler(ExceptionHandlerType.Catch, start, handler, end, typeof(Exception));
    }
}
