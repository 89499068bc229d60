using Mono.Cecil;
using Unboxed.Weaver;

namespace Unboxed.Cli.Input;

/// <summary>Marks an assembly for weaving whose source does not: other people's.</summary>
static class Marker
{
    internal static void Mark(ModuleDefinition module, Version support)
    {
        if (AssemblyWeaver.IsMarked(module)) return;
        var reference = module.AssemblyReferences.FirstOrDefault(candidate => candidate.Name == SupportFile.Name);
        if (reference is null) module.AssemblyReferences.Add(reference = new(SupportFile.Name, support));
        var attribute = new TypeReference("Unboxed", "ScratchSpaceAttribute", module, reference);
        module.Assembly.CustomAttributes.Add(new(new(".ctor", module.TypeSystem.Void, attribute) { HasThis = true }));
    }
}
