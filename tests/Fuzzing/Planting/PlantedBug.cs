using Mono.Cecil;
using Unboxed.Fuzzing.Generation;

namespace Unboxed.Fuzzing.Planting;

/// <summary>A bug to plant in woven code.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Plant">Changes the woven module; returns how many places it changed.</param>
/// <param name="For">The shape that is there to catch it: programs without it are not asked.</param>
sealed record PlantedBug(string Name, Func<ModuleDefinition, int> Plant, Shape? For = null)
{
    internal bool IsAskedOf(FuzzProgram program) => For is not { } shape || program.Shapes.Contains(shape);
}
