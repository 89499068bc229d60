using Mono.Cecil;

namespace Unboxed.Weaver.Analysis;

/// <summary>Whether a module is compiled with optimisations.</summary>
static class Optimisation
{
    /// <summary>DebuggableAttribute.DebuggingModes.DisableOptimizations.</summary>
    const int DisableOptimizations = 0x100;

    internal static bool IsOn(ModuleDefinition module) => module.Assembly.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == "DebuggableAttribute") is not { } attribute
        || attribute.ConstructorArguments is [{ Value: int modes }] && (modes & DisableOptimizations) == 0;
}
