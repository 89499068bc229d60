using System.Reflection;
using Unboxed.Weaver.Tests.Runner;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>A fixture that no test finds would pass for ever.</summary>
public sealed class FixtureTests
{
    static readonly string[] attributes = ["CaseAttribute", "WovenOnlyAttribute", "AllocationAttribute"];

    [Fact]
    public void Every_fixture_is_found_by_a_test()
    {
        var context = Copies.In("Release").Unwoven;
        var found = attributes.SelectMany(context.Methods).ToHashSet();
        var fixtures = new[] { context.Processed, context.Unmarked }.SelectMany(assembly => assembly.GetTypes()).Where(IsFixture).ToList();
        Assert.NotEmpty(fixtures);
        Assert.All(fixtures, fixture => Assert.Contains(fixture.GetMethods(), found.Contains));
        var lost = fixtures.SelectMany(fixture => fixture.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)).Where(LooksLikeACase).Where(method => !found.Contains(method));
        Assert.Empty(lost);
    }

    [Fact]
    public void Names_are_unique_within_each_kind_of_fixture() =>
        Assert.All(attributes, attribute => Assert.Distinct(Copies.In("Release").Unwoven.Methods(attribute).Select(CaseLoadContext.NameOf)));

    static bool IsFixture(Type type) => type is { IsAbstract: true, IsSealed: true, IsNested: false } && type.Namespace is "AssemblyToProcess.Cases" or "AssemblyToProcess.Allocations" or "UnmarkedAssembly";

    static bool LooksLikeACase(MethodInfo method) =>
        method.IsPublic && (method.ReturnType == typeof(void) || method.ReturnType == typeof(Task))
        && method.GetParameters().Select(parameter => parameter.ParameterType.Name).ToArray() is ["Trace"] or ["Trace", "Int32"] or ["Meter"];
}
