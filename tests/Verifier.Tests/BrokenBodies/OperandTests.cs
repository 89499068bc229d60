using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;
using static Mono.Cecil.Cil.OpCodes;

namespace Unboxed.Verifier.Tests.BrokenBodies;

public class OperandTests
{
    [Fact]
    public void A_local_that_is_not_there_is_rejected() => Twins.Check(FailureKind.LocalOutOfRange, (body, broken) =>
    {
        body.Local(typeof(int));
        body.Emit(broken ? Ldloc_1 : Ldloc_0);
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_local_of_another_method_is_rejected() => Twins.Check(FailureKind.LocalOutOfRange, (body, broken) =>
    {
        var local = body.Local(typeof(int));
        body.Emit(Ldloc, broken ? new VariableDefinition(body.Type(typeof(int))) : local);
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void An_argument_that_is_not_there_is_rejected() => Twins.Check(FailureKind.ArgumentOutOfRange, (body, broken) =>
    {
        body.AsInstance();
        body.Emit(broken ? Ldarg_1 : Ldarg_0);
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_parameter_of_another_method_is_rejected() => Twins.Check(FailureKind.ArgumentOutOfRange, (body, broken) =>
    {
        var parameter = body.Takes(typeof(int));
        body.Emit(Ldarg, broken ? body.MethodOf(typeof(Host), nameof(Host.Take)).Parameters[0] : parameter);
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_field_of_a_generic_type_needs_the_instance_also_within_the_type() => Twins.Check(FailureKind.NotInstantiated, (body, broken) =>
    {
        body.In(typeof(Cell<>)).AsInstance();
        var cell = body.Definition(typeof(Cell<>));
        var field = body.Field(typeof(Cell<>), nameof(Cell<>.Item));
        body.Emit(Ldarg_0);
        body.Emit(Ldfld, broken ? field : field.On(cell.MakeGeneric(cell.GenericParameters[0])));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_generic_method_needs_its_arguments() => Twins.Check(FailureKind.NotInstantiated, (body, broken) =>
    {
        var method = body.MethodOf(typeof(Generic), nameof(Generic.Same));
        body.Emit(Ldftn, broken ? method : method.MakeGeneric(body.Type(typeof(int))));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_wrong_number_of_type_arguments_is_rejected() => Twins.Check(FailureKind.GenericArgumentCount, (body, broken) =>
    {
        var (cell, number) = (body.Type(typeof(Cell<>)), body.Type(typeof(int)));
        body.Local(broken ? cell.MakeGeneric(number, number) : cell.MakeGeneric(number));
        body.Emit(Ret);
    });

    [Fact]
    public void A_type_parameter_that_is_not_in_scope_is_rejected() => Twins.Check(FailureKind.GenericParameterOutOfRange, (body, broken) =>
    {
        var own = body.TypeParameter("T");
        body.Emit(Sizeof, broken ? body.Definition(typeof(Cell<>)).GenericParameters[0] : own);
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void One_type_parameter_is_not_the_other() => Twins.Check(FailureKind.StoreType, (body, broken) =>
    {
        var (first, second) = (body.TypeParameter("T"), body.TypeParameter("U"));
        body.Emit(Ldarg, body.Takes(first));
        body.Emit(Stloc, body.Local(broken ? second : first));
        body.Emit(Ret);
    });

    [Fact]
    public void A_field_that_is_not_there_is_rejected() => Twins.Check(FailureKind.MissingMember, (body, broken) =>
    {
        body.Emit(Ldsfld, new FieldReference(broken ? "Lost" : nameof(Host.Total), body.Type(typeof(int)), body.Type(typeof(Host))));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void An_instance_field_loaded_as_static_is_rejected() => Twins.Check(FailureKind.StaticInstanceMismatch, (body, broken) =>
    {
        body.Emit(Ldsfld, body.Field(typeof(Host), broken ? nameof(Host.Count) : nameof(Host.Total)));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void A_struct_that_a_signature_calls_a_class_is_rejected() => Twins.Check(FailureKind.SignatureKind, (body, broken) =>
    {
        var known = body.Type(typeof(DateTime));
        body.Local(new TypeReference("System", "DateTime", known.Module, known.Scope, valueType: !broken));
        body.Emit(Ret);
    });

    [Fact]
    public void A_private_method_of_another_type_is_rejected() => Twins.Check(FailureKind.Inaccessible, (body, broken) =>
    {
        body.In(broken ? typeof(Stranger) : typeof(Host.Nested));
        body.Emit(Ldloc, body.Local(typeof(Host)));
        body.Emit(Call, body.MethodOf(typeof(Host), "Secret"));
        body.Emit(Ret);
    });

    [Fact]
    public void A_private_nested_type_of_another_type_is_rejected() => Twins.Check(FailureKind.Inaccessible, (body, broken) =>
    {
        body.In(broken ? typeof(Stranger) : typeof(Host));
        body.Emit(Call, body.Definition(typeof(Host)).NestedTypes.Single(type => type.Name == "Hidden").Methods.Single(method => method.Name == "Reach"));
        body.Emit(Ret);
    });

    [Fact]
    public void A_protected_method_is_not_for_strangers() => Twins.Check(FailureKind.Inaccessible, (body, broken) =>
    {
        body.In(broken ? typeof(Stranger) : typeof(Square));
        body.Emit(Ldloc, body.Local(typeof(Square)));
        body.Emit(Call, body.MethodOf(typeof(Shape), "Grow"));
        body.Emit(Ret);
    });

    [Fact]
    public void A_protected_field_is_reached_through_the_own_type_alone() => Twins.Check(FailureKind.Inaccessible, (body, broken) =>
    {
        body.In(typeof(Square));
        body.Emit(Ldloc, body.Local(broken ? typeof(Circle) : typeof(Square)));
        body.Emit(Ldfld, body.Field(typeof(Shape), "Size"));
        body.Emit(Pop);
        body.Emit(Ret);
    });

    [Fact]
    public void An_internal_type_of_another_assembly_is_rejected() => Twins.Check(FailureKind.Inaccessible, (body, broken) =>
    {
        var known = body.Type(typeof(Version));
        body.Local(new TypeReference("System", broken ? "SR" : "Version", known.Module, known.Scope));
        body.Emit(Ret);
    });

    [Fact]
    public void A_class_of_an_absent_assembly_gets_the_benefit_of_the_doubt_but_a_struct_does_not() => Twins.Check(FailureKind.ArgumentType, (body, broken) =>
    {
        var absent = new AssemblyNameReference("Absent", new(1, 0));
        body.Emit(Ldloc, body.Local(new TypeReference("Absent", "Thing", body.Method.Module, absent, valueType: broken)));
        body.Emit(Call, body.MethodOf(typeof(Host), nameof(Host.TakeSource)));
        body.Emit(Ret);
    });

    [Theory]
    [InlineData("calli")]
    [InlineData("localloc")]
    [InlineData("initblk")]
    public void An_instruction_that_is_never_verifiable_is_rejected(string name) => Twins.Check(FailureKind.UnverifiableInstruction, (body, broken) =>
    {
        if (broken) Unverifiable(body, name);
        body.Emit(Ret);
    });

    static void Unverifiable(Body body, string name)
    {
        if (name == "calli")
        {
            body.Emit(Ldftn, body.Definition(typeof(Host)).Methods.Single(method => method.Name == "Subject"));
            body.Emit(Calli, new CallSite(body.Type(typeof(void))));
        }
        else if (name == "localloc")
        {
            body.Emit(Ldc_I4_8);
            body.Emit(Localloc);
            body.Emit(Pop);
        }
        else
        {
            body.Emit(Ldloca, body.Local(typeof(int)));
            body.Emit(Ldc_I4_0);
            body.Emit(Ldc_I4_4);
            body.Emit(Initblk);
        }
    }

    [Fact]
    public void A_pointer_turned_into_a_number_is_rejected() => Twins.Check(FailureKind.UnmanagedPointer, (body, broken) =>
    {
        body.Emit(broken ? Ldloca : Ldloc, body.Local(typeof(int)));
        body.Emit(Conv_U);
        body.Emit(Pop);
        body.Emit(Ret);
    });
}
