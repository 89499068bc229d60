namespace Unboxed.Fuzzing.Planting;

/// <summary>All bugs that can be planted.</summary>
static class PlantedBugs
{
    internal static IReadOnlyList<PlantedBug> All { get; } = [];

    internal static PlantedBug Named(string name) => All.FirstOrDefault(bug => bug.Name == name) ?? throw new ArgumentException($"There is no bug {name} to plant. There are {string.Join(", ", All.Select(bug => bug.Name))}.");
}
