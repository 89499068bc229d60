using Mono.Cecil;
using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;
using static Unboxed.Verifier.Tests.Building.Definitions;

namespace Unboxed.Verifier.Tests.BrokenDefinitions;

public class InterfaceTests
{
    [Fact]
    public void An_interface_twice_that_becomes_one_for_some_arguments_is_rejected() => DefinitionTwins.Check(FailureKind.OverlappingInterfaces, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A`1", "T"), definitions.Interface("I`1", "T"));
        type.Interfaces.Add(new(item.MakeGeneric(type.GenericParameters[0])));
        type.Interfaces.Add(new(item.MakeGeneric(broken ? definitions.Int : item.MakeGeneric(type.GenericParameters[0]))));
        definitions.Use(type.MakeGeneric(definitions.Int));
    });

    [Fact]
    public void Interfaces_that_become_one_in_depth_are_rejected() => DefinitionTwins.Check(FailureKind.OverlappingInterfaces, (definitions, broken) =>
    {
        var (type, item, pair) = (definitions.Class("A`2", "T", "U"), definitions.Interface("I`1", "T"), definitions.Class("P`2", "X", "Y"));
        var (first, second) = (type.GenericParameters[0], type.GenericParameters[1]);
        type.Interfaces.Add(new(item.MakeGeneric(pair.MakeGeneric(first, new ArrayType(definitions.Int)))));
        type.Interfaces.Add(new(item.MakeGeneric(pair.MakeGeneric(definitions.String, broken ? new ArrayType(second) : new ArrayType(second, 2)))));
        definitions.Use(type.MakeGeneric(definitions.String, definitions.Int));
    });

    [Fact]
    public void The_interface_of_an_interface_counts() => DefinitionTwins.Check(FailureKind.OverlappingInterfaces, (definitions, broken) =>
    {
        var (type, item, derived) = (definitions.Class("A`1", "T"), definitions.Interface("I`1", "T"), definitions.Interface("D"));
        derived.Interfaces.Add(new(item.MakeGeneric(definitions.Int)));
        type.Interfaces.Add(new(item.MakeGeneric(type.GenericParameters[0])));
        if (broken) type.Interfaces.Add(new(derived));
        definitions.Use(type.MakeGeneric(definitions.Int));
    });

    [Fact]
    public void The_interface_of_a_base_type_does_not_count() => DefinitionTwins.Check(FailureKind.OverlappingInterfaces, (definitions, broken) =>
    {
        var (parent, type, item) = (definitions.Class("P"), definitions.Class("A`1", "T"), definitions.Interface("I`1", "T"));
        type.BaseType = parent;
        parent.Interfaces.Add(new(item.MakeGeneric(definitions.Int)));
        type.Interfaces.Add(new(item.MakeGeneric(type.GenericParameters[0])));
        if (broken) type.Interfaces.Add(new(item.MakeGeneric(definitions.Int)));
        definitions.Use(type.MakeGeneric(definitions.Int));
    });

    [Fact]
    public void A_constraint_may_keep_interfaces_apart() => DefinitionTwins.Check(FailureKind.OverlappingInterfaces, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A`1", "T"), definitions.Interface("I`1", "T"));
        if (!broken) type.GenericParameters[0].HasReferenceTypeConstraint = true;
        type.Interfaces.Add(new(item.MakeGeneric(type.GenericParameters[0])));
        type.Interfaces.Add(new(item.MakeGeneric(definitions.Int)));
        definitions.Use(type.MakeGeneric(broken ? definitions.Int : definitions.String));
    });

    [Fact]
    public void A_class_is_no_interface() => DefinitionTwins.Check(FailureKind.InterfaceType, (definitions, broken) =>
        definitions.Class("A").Interfaces.Add(new(broken ? definitions.Class("B") : definitions.Interface("I"))));

    [Fact]
    public void An_interface_method_without_an_implementation_is_rejected() => DefinitionTwins.Check(FailureKind.NotImplemented, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A`1", "T"), definitions.Interface("I`1", "T"));
        definitions.Method(item, "M", Abstract, null, item.GenericParameters[0]);
        type.Interfaces.Add(new(item.MakeGeneric(new ArrayType(type.GenericParameters[0]))));
        definitions.Method(type, "M", Virtual, null, broken ? type.GenericParameters[0] : new ArrayType(type.GenericParameters[0]));
    });

    [Fact]
    public void A_method_that_is_not_public_implements_nothing_by_its_name() => DefinitionTwins.Check(FailureKind.NotImplemented, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I"));
        definitions.Method(item, "M", Abstract);
        type.Interfaces.Add(new(item));
        definitions.Method(type, "M", broken ? Virtual & ~MethodAttributes.MemberAccessMask | MethodAttributes.Assembly : Virtual);
    });

    [Fact]
    public void A_static_method_of_an_interface_is_implemented_by_an_override() => DefinitionTwins.Check(FailureKind.NotImplemented, (definitions, broken) =>
    {
        var (type, item) = (definitions.Class("A"), definitions.Interface("I"));
        var method = definitions.Method(item, "M", Static | MethodAttributes.Virtual | MethodAttributes.Abstract);
        type.Interfaces.Add(new(item));
        var body = definitions.Method(type, "M", Static);
        if (!broken) body.Overrides.Add(method);
    });

    [Fact]
    public void An_implementation_in_another_interface_is_one() => DefinitionTwins.Check(FailureKind.NotImplemented, (definitions, broken) =>
    {
        var (type, item, derived) = (definitions.Class("A"), definitions.Interface("I"), definitions.Interface("D"));
        var method = definitions.Method(item, "M", Abstract);
        derived.Interfaces.Add(new(item));
        definitions.Method(derived, "I.M", Explicit & ~MethodAttributes.NewSlot).Overrides.Add(method);
        type.Interfaces.Add(new(broken ? item : derived));
    });

    [Fact]
    public void An_abstract_base_class_may_leave_it_open() => DefinitionTwins.Check(FailureKind.NotImplemented, (definitions, broken) =>
    {
        var (parent, type, item) = (definitions.Class("P"), definitions.Class("A"), definitions.Interface("I"));
        parent.IsAbstract = true;
        type.BaseType = parent;
        parent.Interfaces.Add(new(item));
        definitions.Method(item, "M", Abstract);
        definitions.Method(parent, "M", Abstract);
        if (!broken) definitions.Method(type, "M", Override);
    });

    [Fact]
    public void An_abstract_method_of_a_base_class_is_overridden() => DefinitionTwins.Check(FailureKind.NotImplemented, (definitions, broken) =>
    {
        var (parent, type) = (definitions.Class("P`1", "T"), definitions.Class("A"));
        parent.IsAbstract = true;
        type.BaseType = parent.MakeGeneric(definitions.Int);
        definitions.Method(parent, "M", Abstract, null, parent.GenericParameters[0]);
        definitions.Method(type, "M", Override, null, broken ? definitions.String : definitions.Int);
    });
}
