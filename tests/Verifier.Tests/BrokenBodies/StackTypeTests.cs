using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;
using static Mono.Cecil.Cil.OpCodes;

namespace Unboxed.Verifier.Tests.BrokenBodies;

public class StackTypeTests
{
    [Fact]
    public void A_number_and_a_reference_at_a_join_are_rejected() => Twins.Check(FailureKind.TypeMismatchAtJoin, (body, broken) =>
        Join(body, () => body.Emit(Ldstr, ""), () => { if (broken) body.Emit(Ldc_I4_0); else body.Emit(Ldnull); }));

    [Fact]
    public void Two_value_types_at_a_join_are_rejected() => Twins.Check(FailureKind.TypeMismatchAtJoin, (body, broken) =>
        Join(body, () => body.Emit(Ldloc, body.Local(typeof(Point))), () => body.Emit(Ldloc, body.Local(broken ? typeof(DateTime) : typeof(Point)))));

    [Fact]
    public void Pointers_to_different_types_at_a_join_are_rejected() => Twins.Check(FailureKind.TypeMismatchAtJoin, (body, broken) =>
        Join(body, () => body.Emit(Ldloca, body.Local(typeof(int))), () => body.Emit(Ldloca, body.Local(broken ? typeof(long) : typeof(uint)))));

    [Fact]
    public void A_value_and_its_box_at_a_join_are_rejected() => Twins.Check(FailureKind.TypeMismatchAtJoin, (body, broken) =>
    {
        var point = body.Local(typeof(Point));
        Join(body, () => body.Emit(Ldloc, point), () => { body.Emit(Ldloc, point); if (broken) body.Emit(Box, typeof(Point)); });
    });

    [Fact]
    public void What_two_classes_have_in_common_is_known_after_a_join() => Twins.Check(FailureKind.ReceiverType, (body, broken) =>
    {
        body.Returns(typeof(int));
        var (other, join) = (Body.Label(), Body.Label());
        body.Emit(Ldarg, body.Takes(typeof(bool)));
        body.Emit(Brtrue, other);
        body.Emit(Newobj, body.Constructor(typeof(Circle)));
        body.Emit(Br, join);
        body.Mark(other);
        body.Emit(Newobj, body.Constructor(broken ? typeof(Stranger) : typeof(Square)));
        body.Mark(join);
        body.Emit(Callvirt, body.MethodOf(typeof(Shape), nameof(Shape.Area)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_type_that_only_a_loop_brings_back_is_rejected() => Twins.Check(FailureKind.ReceiverType, (body, broken) =>
    {
        var loop = Body.Label();
        body.Emit(Newobj, body.Constructor(typeof(Circle)));
        body.Mark(loop);
        body.Emit(Callvirt, body.MethodOf(typeof(Shape), nameof(Shape.Area)));
        body.Emit(Pop);
        body.Emit(Newobj, body.Constructor(broken ? typeof(Stranger) : typeof(Square)));
        body.Emit(Br, loop);
    });

    [Fact]
    public void A_reference_as_a_number_is_rejected() => Twins.Check(FailureKind.OperandType, (body, broken) =>
    {
        body.Emit(Ldc_I4_0);
        if (broken) body.Emit(Ldstr, "");
        else body.Emit(Ldc_I4_1);
        body.Emit(Add);
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void Numbers_of_different_sizes_do_not_add_up() => Twins.Check(FailureKind.OperandType, (body, broken) =>
    {
        body.Emit(Ldc_I4_0);
        if (!broken) body.Emit(Conv_I8);
        body.Emit(Ldloc, body.Local(typeof(long)));
        body.Emit(Add);
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_reference_compared_with_a_number_is_rejected() => Twins.Check(FailureKind.OperandType, (body, broken) =>
    {
        body.Emit(Ldstr, "");
        if (broken) body.Emit(Ldc_I4_0);
        else body.Emit(Ldnull);
        body.Emit(Ceq);
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_struct_as_a_condition_is_rejected() => Twins.Check(FailureKind.OperandType, (body, broken) =>
    {
        var end = Body.Label();
        body.Emit(Ldloc, body.Local(broken ? typeof(Point) : typeof(string)));
        body.Emit(Brtrue, end);
        body.Mark(end);
        body.Emit(Ret);
    });

    [Fact]
    public void Boxing_a_value_as_another_type_is_rejected() => Twins.Check(FailureKind.OperandType, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(typeof(long)));
        body.Emit(Box, broken ? typeof(int) : typeof(ulong));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void Throwing_a_number_is_rejected() => Twins.Check(FailureKind.OperandType, (body, broken) =>
    {
        if (broken) body.Emit(Ldc_I4_0);
        else body.Emit(Ldnull);
        body.Emit(Throw);
    });

    static void Join(Body body, Action left, Action right)
    {
        var (other, join) = (Body.Label(), Body.Label());
        body.Emit(Ldarg, body.Takes(typeof(bool)));
        body.Emit(Brtrue, other);
        left();
        body.Emit(Br, join);
        body.Mark(other);
        right();
        body.Mark(join);
        body.Emit(Pop);
        body.Emit(Ret);
    }
}
