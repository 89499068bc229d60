namespace Unboxed.Weaver.Tests.Assemblies.Shapes.Families;

/// <summary>The families: each makes many shapes of one template.</summary>
static class AllFamilies
{
    internal static IEnumerable<Shape> Members() => [.. Overloads.Members(), .. Dispatching.Members(), .. Shadowing.Members(), .. Unifying.Members(), .. GenericImplementations.Members(), .. Names.Members()];
}
