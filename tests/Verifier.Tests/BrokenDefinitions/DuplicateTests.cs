using Mono.Cecil;
using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;
using static Unboxed.Verifier.Tests.Building.Definitions;

namespace Unboxed.Verifier.Tests.BrokenDefinitions;

public class DuplicateTests
{
    [Fact]
    public void Two_types_of_one_name_are_rejected() => DefinitionTwins.Check(FailureKind.DuplicateType, (definitions, broken) =>
    {
        definitions.Class("A");
        definitions.Class(broken ? "A" : "A`1", broken ? [] : ["T"]);
    }, loadsBroken: true);

    [Fact]
    public void Two_nested_types_of_one_name_are_rejected() => DefinitionTwins.Check(FailureKind.DuplicateType, (definitions, broken) =>
    {
        var (first, second) = (definitions.Class("A"), definitions.Class("B"));
        first.NestedTypes.Add(new("", "N", TypeAttributes.NestedPublic, definitions.Object));
        (broken ? first : second).NestedTypes.Add(new("", "N", TypeAttributes.NestedPublic, definitions.Object));
    }, loadsBroken: true);

    [Fact]
    public void Two_methods_of_one_name_and_signature_are_rejected() => DefinitionTwins.Check(FailureKind.DuplicateMethod, (definitions, broken) =>
    {
        var type = definitions.Class("A`1", "T");
        definitions.Method(type, "M", Static, null, type.GenericParameters[0]);
        var second = definitions.Method(type, "M", Static);
        // The class's T and the method's are two.
        second.Parameters.Add(new(broken ? type.GenericParameters[0] : definitions.Parameter(second, "T")));
    }, loadsBroken: true);

    [Fact]
    public void Methods_that_differ_in_a_modifier_alone_are_two() => DefinitionTwins.Check(FailureKind.DuplicateMethod, (definitions, broken) =>
    {
        var type = definitions.Class("A");
        definitions.Method(type, "M", Static, null, definitions.Int);
        definitions.Method(type, "M", Static, null, broken ? definitions.Int : new RequiredModifierType(definitions.String, definitions.Int));
    }, loadsBroken: true);

    [Fact]
    public void Two_fields_of_one_name_and_type_are_rejected() => DefinitionTwins.Check(FailureKind.DuplicateField, (definitions, broken) =>
    {
        var type = definitions.Class("A");
        type.Fields.Add(new("f", FieldAttributes.Public, definitions.Int));
        type.Fields.Add(new("f", FieldAttributes.Public, broken ? definitions.Int : definitions.String));
    }, loadsBroken: true);

    [Fact]
    public void An_interface_that_is_listed_twice_is_rejected() => DefinitionTwins.Check(FailureKind.DuplicateInterface, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I`1", "T"));
        type.Interfaces.Add(new(item.MakeGeneric(definitions.Int)));
        type.Interfaces.Add(new(item.MakeGeneric(broken ? definitions.Int : definitions.String)));
    }, loadsBroken: true);

    [Fact]
    public void Two_overrides_of_one_method_are_rejected() => DefinitionTwins.Check(FailureKind.DuplicateOverride, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I`1", "T"));
        var method = definitions.Method(item, "M", Abstract);
        type.Interfaces.Add(new(item.MakeGeneric(definitions.Int)));
        type.Interfaces.Add(new(item.MakeGeneric(definitions.String)));
        definitions.Method(type, "First", Explicit).Overrides.Add(definitions.On(method, item.MakeGeneric(definitions.Int)));
        definitions.Method(type, "Second", Explicit).Overrides.Add(definitions.On(method, item.MakeGeneric(broken ? definitions.Int : definitions.String)));
        if (broken) definitions.Method(type, "M", Virtual);
    });

    [Fact]
    public void Two_static_overrides_of_one_method_are_rejected() => DefinitionTwins.Check(FailureKind.DuplicateOverride, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I"));
        var method = definitions.Method(item, "M", Static | MethodAttributes.Virtual | MethodAttributes.Abstract);
        type.Interfaces.Add(new(item));
        definitions.Method(type, "First", Static).Overrides.Add(method);
        var second = definitions.Method(type, "Second", Static);
        if (broken) second.Overrides.Add(method);
    });

    /// <summary>The runtime takes one when the method is called.</summary>
    [Fact]
    public void Two_overrides_of_one_method_in_an_interface_are_rejected() => DefinitionTwins.Check(FailureKind.DuplicateOverride, (definitions, broken) =>
    {
        var (item, derived) = (definitions.Interface("I"), definitions.Interface("D"));
        var method = definitions.Method(item, "M", Abstract);
        derived.Interfaces.Add(new(item));
        definitions.Method(derived, "First", Explicit & ~MethodAttributes.NewSlot).Overrides.Add(method);
        var second = definitions.Method(derived, "Second", Explicit & ~MethodAttributes.NewSlot);
        if (broken) second.Overrides.Add(method);
    }, loadsBroken: true);

    [Fact]
    public void A_method_that_overrides_is_not_overridden_in_its_own_type() => DefinitionTwins.Check(FailureKind.DuplicateOverride, (definitions, broken) =>
    {
        var type = definitions.Class("A");
        var first = definitions.Method(type, "First", Virtual);
        var second = definitions.Method(type, "Second", Virtual);
        second.Overrides.Add(first);
        if (broken) definitions.Method(type, "Third", Virtual).Overrides.Add(second);
    });
}
