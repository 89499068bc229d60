using Mono.Cecil;
using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;

namespace Unboxed.Verifier.Tests.BrokenDefinitions;

public class BaseTypeTests
{
    [Fact]
    public void A_class_has_a_base_type() => DefinitionTwins.Check(FailureKind.BaseType, (definitions, broken) =>
    {
        var type = definitions.Class("A");
        if (broken) type.BaseType = null;
    });

    [Fact]
    public void A_sealed_class_is_no_base_type() => DefinitionTwins.Check(FailureKind.BaseType, (definitions, broken) =>
    {
        var parent = definitions.Class("P");
        parent.IsSealed = broken;
        definitions.Class("A").BaseType = parent;
    });

    [Fact]
    public void An_interface_is_no_base_type() => DefinitionTwins.Check(FailureKind.BaseType, (definitions, broken) =>
        definitions.Class("A").BaseType = broken ? definitions.Interface("I") : definitions.Class("P"));

    [Fact]
    public void An_array_is_no_base_type() => DefinitionTwins.Check(FailureKind.BaseType, (definitions, broken) =>
        definitions.Class("A").BaseType = broken ? new ArrayType(definitions.Object) : definitions.Object);

    [Fact]
    public void A_class_is_not_derived_from_itself() => DefinitionTwins.Check(FailureKind.BaseType, (definitions, broken) =>
    {
        var (parent, type) = (definitions.Class("P"), definitions.Class("A"));
        type.BaseType = parent;
        if (broken) parent.BaseType = type;
    });

    [Fact]
    public void A_base_type_can_be_seen() => DefinitionTwins.Check(FailureKind.Inaccessible, (definitions, broken) =>
    {
        var (outer, type) = (definitions.Class("O"), definitions.Class("A"));
        var nested = new TypeDefinition("", "N", broken ? TypeAttributes.NestedPrivate : TypeAttributes.NestedAssembly, definitions.Object);
        outer.NestedTypes.Add(nested);
        type.BaseType = nested;
    });

    [Fact]
    public void A_base_type_has_its_arguments() => DefinitionTwins.Check(FailureKind.NotInstantiated, (definitions, broken) =>
    {
        var parent = definitions.Class("P`1", "T");
        definitions.Class("A").BaseType = broken ? parent : parent.MakeGeneric(definitions.Int);
    });

    [Fact]
    public void A_field_of_a_class_lives_on_the_heap() => DefinitionTwins.Check(FailureKind.FieldType, (definitions, broken) =>
        definitions.Class("A").Fields.Add(new("f", FieldAttributes.Public, broken ? definitions.Type(typeof(Span<int>)) : definitions.Type(typeof(Memory<int>)))));

    [Fact]
    public void A_static_field_lives_on_the_heap() => DefinitionTwins.Check(FailureKind.FieldType, (definitions, broken) =>
        definitions.Struct("A").Fields.Add(new("f", FieldAttributes.Public | FieldAttributes.Static, broken ? definitions.Type(typeof(Span<int>)) : definitions.Type(typeof(Memory<int>)))));

    [Fact]
    public void A_signature_says_class_or_value_type_as_the_definition_does() => DefinitionTwins.Check(FailureKind.SignatureKind, (definitions, broken) =>
        definitions.Class("A").Fields.Add(new("f", FieldAttributes.Public, new TypeReference("System", "Version", definitions.Module, definitions.Object.Scope, valueType: broken))));
}
