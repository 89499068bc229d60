using Mono.Cecil;

namespace Unboxed.Fuzzing.Planting;

/// <summary>A bug to plant in woven code.</summary>
sealed record PlantedBug(string Name, Action<ModuleDefinition> Plant);
