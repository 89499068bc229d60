using Mono.Cecil;

namespace Unboxed.Fuzzing.Planting;

/// <summary>A bug to plant in woven code.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Plant">Changes the woven module; returns how many places it changed.</param>
sealed record PlantedBug(string Name, Func<ModuleDefinition, int> Plant);
