using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;
using static Mono.Cecil.Cil.OpCodes;

namespace Unboxed.Verifier.Tests.BrokenBodies;

public class CallTests
{
    [Fact]
    public void An_argument_of_another_class_is_rejected() => Twins.Check(FailureKind.ArgumentType, (body, broken) =>
    {
        body.Emit(Ldc_I4_0);
        body.Emit(Ldloc, body.Local(broken ? typeof(object) : typeof(string)));
        body.Emit(Call, body.MethodOf(typeof(Host), nameof(Host.Take)));
        body.Emit(Ret);
    });

    [Fact]
    public void An_argument_that_does_not_implement_the_interface_is_rejected() => Twins.Check(FailureKind.ArgumentType, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(broken ? typeof(Stranger) : typeof(Source)));
        body.Emit(Call, body.MethodOf(typeof(Host), nameof(Host.TakeSource)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_number_of_another_size_is_rejected() => Twins.Check(FailureKind.ArgumentType, (body, broken) =>
    {
        body.Emit(Ldc_I4_0);
        if (!broken) body.Emit(Conv_I8);
        body.Emit(Call, body.MethodOf(typeof(Host), nameof(Host.TakeLong)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_pointer_to_another_type_is_rejected() => Twins.Check(FailureKind.ArgumentType, (body, broken) =>
    {
        body.Emit(Ldloca, body.Local(broken ? typeof(long) : typeof(int)));
        body.Emit(Call, body.MethodOf(typeof(Host), nameof(Host.TakeReference)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_receiver_of_another_class_is_rejected() => Twins.Check(FailureKind.ReceiverType, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(broken ? typeof(Stranger) : typeof(Host)));
        body.Emit(Ldstr, "");
        body.Emit(Callvirt, body.MethodOf(typeof(Host), nameof(Host.Use)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_struct_on_the_stack_as_a_receiver_is_rejected() => Twins.Check(FailureKind.ReceiverType, (body, broken) =>
    {
        body.Emit(broken ? Ldloc : Ldloca, body.Local(typeof(Point)));
        body.Emit(Call, body.MethodOf(typeof(Point), nameof(Point.Sum)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_virtual_call_of_a_struct_method_is_rejected() => Twins.Check(FailureKind.ReceiverType, (body, broken) =>
    {
        body.Emit(Ldloca, body.Local(typeof(Point)));
        body.Emit(broken ? Callvirt : Call, body.MethodOf(typeof(Point), nameof(Point.Sum)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_constrained_call_on_a_pointer_to_another_type_is_rejected() => Twins.Check(FailureKind.ReceiverType, (body, broken) =>
    {
        body.Emit(Ldloca, body.Local(broken ? typeof(DateTime) : typeof(Point)));
        body.Emit(Constrained, typeof(Point));
        body.Emit(Callvirt, body.MethodOf(typeof(object), nameof(ToString)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_type_parameter_without_the_constraint_is_no_receiver() => Twins.Check(FailureKind.ReceiverType, (body, broken) =>
    {
        var parameter = body.TypeParameter("T");
        if (!broken) parameter.Constraints.Add(new(body.Type(typeof(ISource))));
        body.Emit(Ldarga, body.Takes(parameter));
        body.Emit(Constrained, parameter);
        body.Emit(Callvirt, body.MethodOf(typeof(ISource), nameof(ISource.Next)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void An_unboxed_type_parameter_is_no_object() => Twins.Check(FailureKind.ReceiverType, (body, broken) =>
    {
        var parameter = body.TypeParameter("T");
        body.Emit(Ldarg, body.Takes(parameter));
        if (!broken) body.Emit(Box, parameter);
        body.Emit(Callvirt, body.MethodOf(typeof(object), nameof(ToString)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_delegate_over_a_method_with_other_arguments_is_rejected() => Twins.Check(FailureKind.DelegateTarget, (body, broken) =>
    {
        body.Emit(Ldnull);
        body.Emit(Ldftn, body.MethodOf(typeof(Host), broken ? nameof(Host.OnNumber) : nameof(Host.OnText)));
        body.Emit(Newobj, body.Constructor(typeof(Action<string>), typeof(object), typeof(nint)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void The_address_of_a_structs_method_is_taken_of_its_own_box() => Twins.Check(FailureKind.ReceiverType, (body, broken) =>
    {
        var type = broken ? typeof(long) : typeof(int);
        body.Emit(Ldloc, body.Local(type));
        body.Emit(Box, body.Type(type));
        body.Emit(Ldvirtftn, body.MethodOf(typeof(int), nameof(int.GetTypeCode)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_delegate_over_a_number_is_rejected() => Twins.Check(FailureKind.DelegateTarget, (body, broken) =>
    {
        body.Emit(Ldnull);
        if (broken) body.Emit(Ldloc, body.Local(typeof(nint)));
        else body.Emit(Ldftn, body.MethodOf(typeof(Host), nameof(Host.OnText)));
        body.Emit(Newobj, body.Constructor(typeof(Action<string>), typeof(object), typeof(nint)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_call_of_an_abstract_method_is_rejected() => Twins.Check(FailureKind.AbstractCall, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(typeof(Shape)));
        body.Emit(broken ? Call : Callvirt, body.MethodOf(typeof(Shape), nameof(Shape.Area)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_virtual_method_is_called_without_dispatch_on_this_alone() => Twins.Check(FailureKind.ThisMismatch, (body, broken) =>
    {
        body.In(typeof(Square)).AsInstance();
        var copy = body.Local(typeof(Square));
        body.Emit(Ldarg_0);
        if (broken)
        {
            body.Emit(Stloc, copy);
            body.Emit(Ldloc, copy);
        }
        body.Emit(Call, body.MethodOf(typeof(object), nameof(ToString)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_this_that_may_have_been_changed_is_no_receiver_of_a_virtual_method_without_dispatch() => Twins.Check(FailureKind.ThisMismatch, (body, broken) =>
    {
        body.In(typeof(Square)).AsInstance();
        body.Emit(Ldarg_0);
        body.Emit(Call, body.MethodOf(typeof(object), nameof(ToString)));
        body.Emit(Pop);
        body.Emit(Ldarg_0);
        if (broken) body.Emit(Starg, body.Method.Body.ThisParameter);
        else body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_constructor_is_called_on_the_object_that_it_constructs() => Twins.Check(FailureKind.ConstructorCall, (body, broken) =>
    {
        body.In(typeof(Host)).AsConstructor();
        body.Emit(broken ? Ldnull : Ldarg_0);
        body.Emit(Call, body.Constructor(typeof(object)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_constructor_is_called_by_a_constructor() => Twins.Check(FailureKind.ConstructorCall, (body, broken) =>
    {
        body.In(typeof(Host));
        if (broken) body.AsInstance();
        else body.AsConstructor();
        body.Emit(Ldarg_0);
        body.Emit(Call, body.Constructor(typeof(object)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_constructor_is_one_of_the_class_or_of_its_base_class() => Twins.Check(FailureKind.ConstructorCall, (body, broken) =>
    {
        body.In(typeof(Square)).AsConstructor();
        body.Emit(Ldarg_0);
        body.Emit(Call, broken ? body.Constructor(typeof(object)) : body.Constructor(typeof(Shape)));
        body.Emit(Ret);
    });

    [Fact]
    public void Nothing_is_stored_through_the_address_of_this() => Twins.Check(FailureKind.ReadOnlyPointer, (body, broken) =>
    {
        body.In(typeof(Square)).AsInstance();
        body.Emit(Ldarga, body.Method.Body.ThisParameter);
        body.Emit(broken ? Ldnull : Ldind_Ref);
        body.Emit(broken ? Stind_Ref : Pop);
        body.Emit(Ldarg_0);
        body.Emit(Call, body.MethodOf(typeof(object), nameof(ToString)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void This_of_one_branch_and_another_object_of_the_other_is_no_receiver_of_a_virtual_method_without_dispatch() => Twins.Check(FailureKind.ThisMismatch, (body, broken) =>
    {
        body.In(typeof(Square)).AsInstance();
        var other = Body.Label();
        var joined = Body.Label();
        body.Emit(Ldarg, body.Takes(typeof(bool)));
        body.Emit(Brtrue, other);
        body.Emit(Ldarg_0);
        body.Emit(Br, joined);
        body.Mark(other);
        if (broken) body.Emit(Ldloc, body.Local(typeof(Square)));
        else body.Emit(Ldarg_0);
        body.Mark(joined);
        body.Emit(Call, body.MethodOf(typeof(object), nameof(ToString)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_virtual_method_of_a_class_that_may_have_subclasses_is_not_called_without_dispatch() => Twins.Check(FailureKind.ThisMismatch, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(typeof(Square)));
        body.Emit(broken ? Call : Callvirt, body.MethodOf(typeof(Square), nameof(Square.Area)));
        body.Emit(Pop);
        // One of a sealed class may be.
        body.Emit(Ldstr, "");
        body.Emit(Call, body.Method.Module.ImportReference(typeof(string).GetMethod(nameof(ToString), [])));
        body.Emit(Pop);
        // A boxed value has no subclass either.
        body.Emit(Ldc_I4_0);
        body.Emit(Box, typeof(int));
        body.Emit(Call, body.MethodOf(typeof(object), nameof(ToString)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_new_object_of_an_abstract_class_is_rejected() => Twins.Check(FailureKind.AbstractNew, (body, broken) =>
    {
        // Shape's constructor is protected: only a derived class can show this failure alone.
        body.In(typeof(Square));
        body.Emit(Newobj, body.Constructor(broken ? typeof(Shape) : typeof(Square)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_result_of_another_type_is_rejected() => Twins.Check(FailureKind.ReturnType, (body, broken) =>
    {
        body.Returns(typeof(Shape));
        body.Emit(Ldloc, body.Local(broken ? typeof(Stranger) : typeof(Square)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_pointer_to_a_local_is_no_result() => Twins.Check(FailureKind.LocalAddressReturned, (body, broken) =>
    {
        body.Returns(typeof(int).MakeByRefType());
        if (broken) body.Emit(Ldloca, body.Local(typeof(int)));
        else body.Emit(Ldarg, body.Takes(typeof(int).MakeByRefType()));
        body.Emit(Ret);
    });
}
