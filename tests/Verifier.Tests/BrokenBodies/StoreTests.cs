using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;
using static Mono.Cecil.Cil.OpCodes;

namespace Unboxed.Verifier.Tests.BrokenBodies;

public class StoreTests
{
    [Fact]
    public void A_local_of_another_type_is_rejected() => Twins.Check(FailureKind.StoreType, (body, broken) =>
    {
        body.Emit(Ldc_I4_0);
        body.Emit(Stloc, body.Local(broken ? typeof(long) : typeof(DayOfWeek)));
        body.Emit(Ret);
    });

    [Fact]
    public void An_argument_of_another_type_is_rejected() => Twins.Check(FailureKind.StoreType, (body, broken) =>
    {
        var parameter = body.Takes(typeof(string));
        body.Emit(Ldloc, body.Local(typeof(object)));
        if (!broken) body.Emit(Castclass, typeof(string));
        body.Emit(Starg, parameter);
        body.Emit(Ret);
    });

    [Fact]
    public void A_field_of_another_type_is_rejected() => Twins.Check(FailureKind.StoreType, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(typeof(Host)));
        body.Emit(Ldstr, "");
        body.Emit(Stfld, body.Field(typeof(Host), broken ? nameof(Host.Count) : nameof(Host.Name)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_field_of_another_class_is_rejected() => Twins.Check(FailureKind.ReceiverType, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(broken ? typeof(Stranger) : typeof(Host)));
        body.Emit(Ldfld, body.Field(typeof(Host), nameof(Host.Count)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_field_of_a_struct_on_the_stack_cannot_be_stored_to() => Twins.Check(FailureKind.ReceiverType, (body, broken) =>
    {
        body.Emit(broken ? Ldloc : Ldloca, body.Local(typeof(Point)));
        body.Emit(Ldc_I4_0);
        body.Emit(Stfld, body.Field(typeof(Point), nameof(Point.X)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_store_through_a_pointer_to_another_type_is_rejected() => Twins.Check(FailureKind.PointerElementType, (body, broken) =>
    {
        body.Emit(Ldloca, body.Local(typeof(int)));
        body.Emit(Ldc_I4_0);
        body.Emit(broken ? Stind_I1 : Stind_I4);
        body.Emit(Ret);
    });

    [Fact]
    public void A_reference_read_through_a_pointer_to_words_is_rejected() => Twins.Check(FailureKind.PointerElementType, (body, broken) =>
    {
        body.Emit(Ldarg, body.Takes((broken ? typeof(long) : typeof(object)).MakeByRefType()));
        body.Emit(Ldind_Ref);
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_reference_of_another_type_through_a_pointer_is_rejected() => Twins.Check(FailureKind.StoreType, (body, broken) =>
    {
        body.Emit(Ldarg, body.Takes((broken ? typeof(string) : typeof(object)).MakeByRefType()));
        body.Emit(Ldloc, body.Local(typeof(Host)));
        body.Emit(Stind_Ref);
        body.Emit(Ret);
    });

    [Fact]
    public void A_struct_stored_as_another_is_rejected() => Twins.Check(FailureKind.PointerElementType, (body, broken) =>
    {
        body.Emit(Ldloca, body.Local(broken ? typeof(DateTime) : typeof(Point)));
        body.Emit(Ldloc, body.Local(typeof(Point)));
        body.Emit(Stobj, typeof(Point));
        body.Emit(Ret);
    });

    [Fact]
    public void Clearing_another_type_than_there_is_is_rejected() => Twins.Check(FailureKind.PointerElementType, (body, broken) =>
    {
        body.Emit(Ldloca, body.Local(typeof(Point)));
        body.Emit(Initobj, broken ? typeof(DateTime) : typeof(Point));
        body.Emit(Ret);
    });

    [Fact]
    public void An_element_of_another_type_is_rejected() => Twins.Check(FailureKind.ArrayElementType, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(typeof(long[])));
        body.Emit(Ldc_I4_0);
        body.Emit(broken ? Ldelem_I4 : Ldelem_I8);
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_reference_stored_in_an_array_of_numbers_is_rejected() => Twins.Check(FailureKind.ArrayElementType, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(broken ? typeof(int[]) : typeof(string[])));
        body.Emit(Ldc_I4_0);
        body.Emit(Ldstr, "");
        body.Emit(Stelem_Ref);
        body.Emit(Ret);
    });

    [Fact]
    public void The_address_of_an_element_needs_the_exact_type() => Twins.Check(FailureKind.ArrayElementType, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(broken ? typeof(string[]) : typeof(object[])));
        body.Emit(Ldc_I4_0);
        body.Emit(Ldelema, typeof(object));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_store_through_a_read_only_pointer_is_rejected() => Twins.Check(FailureKind.ReadOnlyPointer, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(typeof(int[])));
        body.Emit(Ldc_I4_0);
        if (broken) body.Emit(Readonly);
        body.Emit(Ldelema, typeof(int));
        body.Emit(Ldc_I4_0);
        body.Emit(Stind_I4);
        body.Emit(Ret);
    });

    [Fact]
    public void A_read_only_pointer_is_kept_in_no_local() => Twins.Check(FailureKind.ReadOnlyPointerKept, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(typeof(string[])));
        body.Emit(Ldc_I4_0);
        if (broken) body.Emit(Readonly);
        body.Emit(Ldelema, typeof(string));
        body.Emit(Stloc, body.Local(typeof(string).MakeByRefType()));
        body.Emit(Ret);
    });

    [Fact]
    public void A_read_only_pointer_for_a_writable_argument_is_rejected() => Twins.Check(FailureKind.ReadOnlyPointer, (body, broken) =>
    {
        body.Emit(Ldloc, body.Local(typeof(Host)));
        body.Emit(Ldflda, body.Field(typeof(Host), nameof(Host.Fixed)));
        body.Emit(Call, body.MethodOf(typeof(Host), broken ? nameof(Host.TakeReference) : nameof(Host.TakeReadOnly)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_readonly_field_is_stored_in_constructors_alone() => Twins.Check(FailureKind.InitOnlyStore, (body, broken) =>
    {
        if (broken) body.AsInstance();
        else body.AsConstructor();
        body.Emit(Ldarg_0);
        body.Emit(Ldc_I4_0);
        body.Emit(Stfld, body.Field(typeof(Host), nameof(Host.Fixed)));
        body.Emit(Ret);
    });

    [Fact]
    public void A_static_readonly_field_is_not_stored_in_an_ordinary_method() => Twins.Check(FailureKind.InitOnlyStore, (body, broken) =>
    {
        body.Emit(Ldc_I4_0);
        body.Emit(Stsfld, body.Field(typeof(Host), broken ? nameof(Host.Shared) : nameof(Host.Total)));
        body.Emit(Ret);
    });
}
