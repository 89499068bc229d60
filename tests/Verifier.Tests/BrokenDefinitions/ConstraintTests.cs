using Mono.Cecil;
using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;
using static Unboxed.Verifier.Tests.Building.Definitions;

namespace Unboxed.Verifier.Tests.BrokenDefinitions;

public class ConstraintTests
{
    [Theory]
    [InlineData(GenericParameterAttributes.ReferenceTypeConstraint, typeof(string), typeof(int))]
    [InlineData(GenericParameterAttributes.ReferenceTypeConstraint, typeof(int[]), typeof(int?))]
    [InlineData(GenericParameterAttributes.NotNullableValueTypeConstraint, typeof(int), typeof(string))]
    [InlineData(GenericParameterAttributes.NotNullableValueTypeConstraint, typeof(DayOfWeek), typeof(int?))]
    [InlineData(GenericParameterAttributes.DefaultConstructorConstraint, typeof(Exception), typeof(string))]
    [InlineData(GenericParameterAttributes.DefaultConstructorConstraint, typeof(int), typeof(int[]))]
    [InlineData(GenericParameterAttributes.AllowByRefLikeConstraint, typeof(Span<int>), null)]
    [InlineData((GenericParameterAttributes)0, typeof(Memory<int>), typeof(Span<int>))]
    public void An_argument_is_of_the_kind_that_is_asked_for(GenericParameterAttributes constraint, Type sound, Type? wrong) => DefinitionTwins.Check(FailureKind.Constraint, (definitions, broken) =>
    {
        var type = definitions.Class("A`1", "T");
        type.GenericParameters[0].Attributes |= wrong is null && broken ? 0 : constraint;
        definitions.Use(type.MakeGeneric(definitions.Type(broken && wrong is not null ? wrong : sound)));
    });

    [Theory]
    [InlineData(typeof(IComparable), typeof(int), typeof(Version[]))]
    [InlineData(typeof(IComparable), typeof(string), typeof(object))]
    [InlineData(typeof(Exception), typeof(ArgumentNullException), typeof(string))]
    [InlineData(typeof(IEnumerable<object>), typeof(string[]), typeof(int[]))]
    [InlineData(typeof(IEnumerable<object>), typeof(List<string>), typeof(List<int>))]
    [InlineData(typeof(Enum), typeof(DayOfWeek), typeof(int))]
    [InlineData(typeof(IComparable), typeof(DayOfWeek), typeof(int?))]
    [InlineData(typeof(object), typeof(int), null)]
    public void An_argument_is_a_what_is_asked_for(Type constraint, Type sound, Type? wrong) => DefinitionTwins.Check(wrong is null ? FailureKind.BaseType : FailureKind.Constraint, (definitions, broken) =>
    {
        var type = definitions.Class("A`1", "T");
        type.GenericParameters[0].Constraints.Add(new(definitions.Type(constraint)));
        definitions.Use(type.MakeGeneric(definitions.Type(broken && wrong is not null ? wrong : sound)));
        if (broken && wrong is null) type.BaseType = null;
    });

    [Fact]
    public void A_constraint_may_name_its_own_parameter() => DefinitionTwins.Check(FailureKind.Constraint, (definitions, broken) =>
    {
        var type = definitions.Class("A`1", "T");
        type.GenericParameters[0].Constraints.Add(new(definitions.Type(typeof(IComparable<>)).MakeGeneric(type.GenericParameters[0])));
        definitions.Use(type.MakeGeneric(definitions.Type(broken ? typeof(Uri[]) : typeof(Version))));
    });

    [Fact]
    public void A_constraint_may_name_another_parameter() => DefinitionTwins.Check(FailureKind.Constraint, (definitions, broken) =>
    {
        var type = definitions.Class("A`2", "T", "U");
        type.GenericParameters[0].Constraints.Add(new(type.GenericParameters[1]));
        definitions.Use(broken ? type.MakeGeneric(definitions.Object, definitions.String) : type.MakeGeneric(definitions.String, definitions.Object));
    });

    [Fact]
    public void A_parameter_in_scope_has_what_its_constraints_say() => DefinitionTwins.Check(FailureKind.Constraint, (definitions, broken) =>
    {
        var (parent, type) = (definitions.Class("P`1", "T"), definitions.Class("A`1", "U"));
        parent.GenericParameters[0].Constraints.Add(new(definitions.Type(typeof(IComparable<>)).MakeGeneric(parent.GenericParameters[0])));
        var own = type.GenericParameters[0];
        if (!broken) own.Constraints.Add(new(definitions.Type(typeof(IComparable<>)).MakeGeneric(own)));
        type.BaseType = parent.MakeGeneric(own);
    });

    [Theory]
    [InlineData(GenericParameterAttributes.ReferenceTypeConstraint)]
    [InlineData(GenericParameterAttributes.NotNullableValueTypeConstraint)]
    [InlineData(GenericParameterAttributes.DefaultConstructorConstraint)]
    public void A_parameter_in_scope_is_of_the_kind_that_is_asked_for(GenericParameterAttributes constraint) => DefinitionTwins.Check(FailureKind.Constraint, (definitions, broken) =>
    {
        var (item, type) = (definitions.Interface("I`1", "T"), definitions.Class("A`1", "U"));
        item.GenericParameters[0].Attributes |= constraint;
        if (!broken) type.GenericParameters[0].Attributes |= constraint;
        type.Interfaces.Add(new(item.MakeGeneric(type.GenericParameters[0])));
    });

    [Fact]
    public void The_arguments_of_a_method_satisfy_its_constraints() => DefinitionTwins.Check(FailureKind.Constraint, (definitions, broken) =>
    {
        var type = definitions.Class("A`1", "T");
        var method = definitions.Method(type, "M", Static);
        definitions.Parameter(method, "U").Constraints.Add(new(type.GenericParameters[0]));
        definitions.Use(definitions.On(method, type.MakeGeneric(definitions.Type(typeof(Exception)))).MakeGeneric(definitions.Type(broken ? typeof(Version) : typeof(ArgumentException))));
    });

    [Fact]
    public void The_arguments_in_a_field_of_a_value_type_satisfy_the_constraints() => DefinitionTwins.Check(FailureKind.Constraint, (definitions, broken) =>
    {
        var (type, user) = (definitions.Struct("S`1", "T"), definitions.Class("A"));
        type.GenericParameters[0].HasReferenceTypeConstraint = true;
        user.Fields.Add(new("f", FieldAttributes.Public, type.MakeGeneric(broken ? definitions.Int : definitions.String)));
    });

    [Fact]
    public void The_arguments_in_a_constraint_satisfy_the_constraints() => DefinitionTwins.Check(FailureKind.Constraint, (definitions, broken) =>
    {
        var (item, type) = (definitions.Interface("I`1", "T"), definitions.Class("A`1", "U"));
        item.GenericParameters[0].HasReferenceTypeConstraint = true;
        var constraint = item.MakeGeneric(broken ? definitions.Int : definitions.String);
        type.GenericParameters[0].Constraints.Add(new(constraint));
        definitions.Use(type.MakeGeneric(constraint));
    });

    /// <summary>The runtime loads what a signature mentions when a caller is compiled, and not with the type.</summary>
    [Fact]
    public void The_arguments_in_a_signature_satisfy_the_constraints() => DefinitionTwins.Check(FailureKind.Constraint, (definitions, broken) =>
    {
        var (type, user) = (definitions.Struct("S`1", "T"), definitions.Class("A"));
        type.GenericParameters[0].HasReferenceTypeConstraint = true;
        definitions.Method(user, "M", Static, null, type.MakeGeneric(broken ? definitions.Int : definitions.String));
    });
}
