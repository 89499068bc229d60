using Mono.Cecil;
using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;
using static Unboxed.Verifier.Tests.Building.Definitions;

namespace Unboxed.Verifier.Tests.BrokenDefinitions;

public class OverrideTests
{
    [Fact]
    public void An_override_has_the_signature_of_what_it_overrides() => DefinitionTwins.Check(FailureKind.OverrideSignature, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A`2", "T", "U"), definitions.Interface("I`1", "T"));
        var method = definitions.Method(item, "M", Abstract, null, item.GenericParameters[0]);
        type.Interfaces.Add(new(item.MakeGeneric(type.GenericParameters[1])));
        definitions.Method(type, "I.M", Explicit, null, type.GenericParameters[broken ? 0 : 1]).Overrides.Add(definitions.On(method, item.MakeGeneric(type.GenericParameters[1])));
    });

    [Fact]
    public void The_types_of_a_function_pointer_are_a_part_of_the_signature() => DefinitionTwins.Check(FailureKind.OverrideSignature, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A`2", "B", "A"), definitions.Interface("I`1", "A"));
        var method = definitions.Method(item, "M", Abstract, null, Function(item.GenericParameters[0]));
        type.Interfaces.Add(new(item.MakeGeneric(type.GenericParameters[1])));
        definitions.Method(type, "I.M", Explicit, null, Function(type.GenericParameters[broken ? 0 : 1])).Overrides.Add(definitions.On(method, item.MakeGeneric(type.GenericParameters[1])));

        TypeReference Function(TypeReference parameter)
        {
            var function = new FunctionPointerType { ReturnType = definitions.Int };
            function.Parameters.Add(new(parameter));
            return function;
        }
    });

    [Fact]
    public void A_modifier_is_a_part_of_the_signature() => DefinitionTwins.Check(FailureKind.OverrideSignature, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I"));
        var modified = new RequiredModifierType(definitions.String, definitions.Int);
        var method = definitions.Method(item, "M", Abstract, null, modified);
        type.Interfaces.Add(new(item));
        definitions.Method(type, "I.M", Explicit, null, broken ? definitions.Int : modified).Overrides.Add(method);
    });

    [Fact]
    public void The_result_of_an_override_of_a_class_may_be_more_derived() => DefinitionTwins.Check(FailureKind.OverrideSignature, (definitions, broken) =>
    {
        var (parent, type) = (definitions.Class("P"), definitions.Class("A"));
        type.BaseType = parent;
        var method = definitions.Method(parent, "M", Virtual, broken ? definitions.String : definitions.Object);
        definitions.Method(type, "M", Virtual, broken ? definitions.Object : definitions.String).Overrides.Add(method);
    });

    [Fact]
    public void The_result_of_an_override_of_an_interface_is_the_same() => DefinitionTwins.Check(FailureKind.OverrideSignature, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I"));
        var method = definitions.Method(item, "M", Abstract, definitions.Object);
        type.Interfaces.Add(new(item));
        definitions.Method(type, "I.M", Explicit, broken ? definitions.String : definitions.Object).Overrides.Add(method);
    });

    [Fact]
    public void An_override_has_as_many_type_parameters() => DefinitionTwins.Check(FailureKind.OverrideSignature, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I"));
        var method = definitions.Method(item, "M", Abstract);
        definitions.Parameter(method, "T");
        type.Interfaces.Add(new(item));
        var body = definitions.Method(type, "I.M", Explicit);
        body.Overrides.Add(method);
        definitions.Parameter(body, "U");
        if (broken) definitions.Parameter(body, "V");
    });

    [Fact]
    public void An_override_asks_for_no_more_than_what_it_overrides() => DefinitionTwins.Check(FailureKind.OverrideConstraints, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A`1", "A"), definitions.Interface("I"));
        var method = definitions.Method(item, "M", Abstract);
        var given = definitions.Parameter(method, "A");
        given.Constraints.Add(new(definitions.Type(typeof(IComparable<>)).MakeGeneric(given)));
        type.Interfaces.Add(new(item));
        var body = definitions.Method(type, "I.M", Explicit);
        body.Overrides.Add(method);
        // The class's parameter of the same name is another.
        var asked = definitions.Parameter(body, "A");
        asked.Constraints.Add(new(definitions.Type(typeof(IComparable<>)).MakeGeneric(broken ? type.GenericParameters[0] : asked)));
    });

    [Theory]
    [InlineData(GenericParameterAttributes.ReferenceTypeConstraint)]
    [InlineData(GenericParameterAttributes.NotNullableValueTypeConstraint)]
    [InlineData(GenericParameterAttributes.DefaultConstructorConstraint)]
    public void A_method_that_overrides_by_its_name_asks_for_no_more(GenericParameterAttributes constraint) => DefinitionTwins.Check(FailureKind.OverrideConstraints, (definitions, broken) =>
    {
        var (parent, type) = (definitions.Class("P"), definitions.Class("A"));
        type.BaseType = parent;
        var given = definitions.Parameter(definitions.Method(parent, "M", Virtual), "T");
        var asked = definitions.Parameter(definitions.Method(type, "M", Override), "T");
        if (!broken) given.Attributes |= constraint;
        asked.Attributes |= constraint;
    });

    [Fact]
    public void A_method_that_implements_by_its_name_asks_for_no_more() => DefinitionTwins.Check(FailureKind.OverrideConstraints, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I"));
        var given = definitions.Parameter(definitions.Method(item, "M", Abstract), "T");
        type.Interfaces.Add(new(item));
        var asked = definitions.Parameter(definitions.Method(type, "M", Virtual), "T");
        if (!broken) given.HasReferenceTypeConstraint = true;
        asked.HasReferenceTypeConstraint = true;
    });

    [Fact]
    public void What_overrides_is_virtual() => DefinitionTwins.Check(FailureKind.OverrideBody, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I"));
        var method = definitions.Method(item, "M", Abstract);
        type.Interfaces.Add(new(item));
        definitions.Method(type, "I.M", broken ? MethodAttributes.Private | MethodAttributes.HideBySig : Explicit).Overrides.Add(method);
    });

    [Fact]
    public void An_override_in_an_interface_is_final() => DefinitionTwins.Check(FailureKind.OverrideBody, (definitions, broken) =>
    {
        var (item, derived) = (definitions.Interface("I"), definitions.Interface("D"));
        var method = definitions.Method(item, "M", Abstract);
        derived.Interfaces.Add(new(item));
        definitions.Method(derived, "I.M", broken ? Explicit & ~MethodAttributes.Final : Explicit).Overrides.Add(method);
    });

    [Fact]
    public void A_static_method_is_not_overridden_by_one_that_is_not() => DefinitionTwins.Check(FailureKind.OverrideBody, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I"));
        var method = definitions.Method(item, "M", broken ? Abstract : Static | MethodAttributes.Virtual | MethodAttributes.Abstract);
        type.Interfaces.Add(new(item));
        definitions.Method(type, "M", Static).Overrides.Add(method);
        if (broken) method.HasThis = true;
    });

    [Fact]
    public void What_is_overridden_is_virtual() => DefinitionTwins.Check(FailureKind.OverrideTarget, (definitions, broken) =>
    {
        var (parent, type) = (definitions.Class("P"), definitions.Class("A"));
        type.BaseType = parent;
        var method = definitions.Method(parent, "M", broken ? MethodAttributes.Public | MethodAttributes.HideBySig : Virtual);
        definitions.Method(type, "N", Virtual).Overrides.Add(method);
    });

    [Fact]
    public void What_is_final_is_not_overridden() => DefinitionTwins.Check(FailureKind.OverrideTarget, (definitions, broken) =>
    {
        var (parent, type) = (definitions.Class("P"), definitions.Class("A"));
        type.BaseType = parent;
        definitions.Method(parent, "M", broken ? Virtual | MethodAttributes.Final : Virtual);
        definitions.Method(type, "M", Override);
    });

    [Fact]
    public void What_is_final_is_not_overridden_by_another_name() => DefinitionTwins.Check(FailureKind.OverrideTarget, (definitions, broken) =>
    {
        var (parent, type) = (definitions.Class("P"), definitions.Class("A"));
        type.BaseType = parent;
        var method = definitions.Method(parent, "M", broken ? Virtual | MethodAttributes.Final : Virtual);
        definitions.Method(type, "N", Virtual).Overrides.Add(method);
    });

    [Fact]
    public void An_interface_whose_method_is_overridden_is_implemented() => DefinitionTwins.Check(FailureKind.OverrideTarget, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I`1", "T"));
        var method = definitions.Method(item, "M", Abstract);
        type.Interfaces.Add(new(item.MakeGeneric(definitions.Int)));
        definitions.Method(type, "M", Virtual);
        definitions.Method(type, "I.M", Explicit).Overrides.Add(definitions.On(method, item.MakeGeneric(broken ? definitions.String : definitions.Int)));
    });

    [Fact]
    public void A_class_whose_method_is_overridden_is_a_base_class() => DefinitionTwins.Check(FailureKind.OverrideTarget, (definitions, broken) =>
    {
        var (parent, type) = (definitions.Class("P"), definitions.Class("A"));
        if (!broken) type.BaseType = parent;
        var method = definitions.Method(parent, "M", Virtual);
        definitions.Method(type, "N", Virtual).Overrides.Add(method);
    });

    [Fact]
    public void What_is_overridden_is_there() => DefinitionTwins.Check(FailureKind.OverrideTarget, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I`1", "T"));
        var method = definitions.Method(item, "M", Abstract, null, definitions.Int);
        type.Interfaces.Add(new(item.MakeGeneric(definitions.Int)));
        definitions.Method(type, "M", Virtual, null, definitions.Int);
        var reference = definitions.On(method, item.MakeGeneric(definitions.Int));
        if (broken) reference.Name = "N";
        definitions.Method(type, "I.M", Explicit, null, definitions.Int).Overrides.Add(reference);
    });

    [Fact]
    public void An_override_has_no_less_access() => DefinitionTwins.Check(FailureKind.OverrideAccess, (definitions, broken) =>
    {
        var (parent, type) = (definitions.Class("P"), definitions.Class("A"));
        type.BaseType = parent;
        definitions.Method(parent, "M", Virtual);
        definitions.Method(type, "M", broken ? Override & ~MethodAttributes.MemberAccessMask | MethodAttributes.Family : Override);
    });

    [Fact]
    public void A_strict_method_is_overridden_where_it_can_be_called() => DefinitionTwins.Check(FailureKind.OverrideAccess, (definitions, broken) =>
    {
        var (parent, type) = (definitions.Class("P"), definitions.Class("A"));
        type.BaseType = parent;
        var attributes = Virtual & ~MethodAttributes.MemberAccessMask | MethodAttributes.Private;
        definitions.Method(parent, "M", broken ? attributes | MethodAttributes.CheckAccessOnOverride : attributes);
        definitions.Method(type, "M", Override);
    });

    [Fact]
    public void An_abstract_method_is_one_of_an_abstract_class() => DefinitionTwins.Check(FailureKind.MethodFlags, (definitions, broken) =>
    {
        var type = definitions.Class("A");
        type.IsAbstract = !broken;
        definitions.Method(type, "M", Abstract);
    });
}
