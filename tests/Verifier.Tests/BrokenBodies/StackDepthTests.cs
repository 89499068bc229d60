using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;
using static Mono.Cecil.Cil.OpCodes;

namespace Unboxed.Verifier.Tests.BrokenBodies;

public class StackDepthTests
{
    [Fact]
    public void Popping_the_empty_stack_is_rejected() => Twins.Check(FailureKind.StackUnderflow, (body, broken) =>
    {
        if (!broken) body.Emit(Ldc_I4_0);
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_call_with_too_few_arguments_is_rejected() => Twins.Check(FailureKind.StackUnderflow, (body, broken) =>
    {
        if (!broken) body.Emit(Ldc_I4_0);
        body.Emit(Ldstr, "");
        body.Emit(Call, body.MethodOf(typeof(Host), nameof(Host.Take)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_result_that_is_not_there_is_rejected() => Twins.Check(FailureKind.StackUnderflow, (body, broken) =>
    {
        body.Returns(typeof(int));
        if (!broken) body.Emit(Ldc_I4_0);
        body.Emit(Ret);
    });

    [Fact]
    public void Two_depths_at_a_join_are_rejected() => Twins.Check(FailureKind.DepthMismatchAtJoin, (body, broken) =>
    {
        var join = Body.Label();
        body.Emit(Ldc_I4_0);
        body.Emit(Ldarg, body.Takes(typeof(bool)));
        body.Emit(Brtrue, join);
        if (broken) body.Emit(Ldc_I4_1);
        body.Mark(join);
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_loop_that_grows_the_stack_is_rejected() => Twins.Check(FailureKind.DepthMismatchAtJoin, (body, broken) =>
    {
        var loop = Body.Label();
        body.Mark(loop);
        body.Emit(Ldc_I4_0);
        if (!broken) body.Emit(Pop);
        body.Emit(Br, loop);
    });

    [Fact]
    public void Entries_left_at_the_return_are_rejected() => Twins.Check(FailureKind.StackNotEmptyAtExit, (body, broken) =>
    {
        body.Emit(Ldc_I4_0);
        if (!broken) body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void Entries_at_the_start_of_a_try_are_rejected() => Twins.Check(FailureKind.StackNotEmptyAtTry, (body, broken) =>
    {
        var (end, handler) = (Body.Label(), Body.Label());
        body.Emit(Ldc_I4_0);
        if (!broken) body.Emit(Pop);
        var start = body.Emit(Nop);
        body.Emit(Leave, end);
        body.Mark(handler);
        body.Emit(Endfinally);
        body.Mark(end);
        body.Emit(Ret);
        body.Handler(ExceptionHandlerType.Finally, start, handler, end);
    });

    [Fact]
    public void A_maxstack_that_is_too_small_is_rejected() => Twins.Check(FailureKind.MaxStackTooSmall, (body, broken) =>
    {
        body.Emit(Ldc_I4_0);
        body.Emit(Ldstr, "");
        body.Emit(Call, body.MethodOf(typeof(Host), nameof(Host.Take)));
        body.Emit(Ret);
        body.Method.Body.MaxStackSize = broken ? 1 : 2;
    });
}
