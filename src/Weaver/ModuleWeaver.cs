using Fody;

namespace Unboxed.Weaver;

/// <summary>What Fody finds by its name: options in, weaving, report out.</summary>
public sealed class ModuleWeaver : BaseModuleWeaver
{
    public override void Execute()
    {
    }

    public override IEnumerable<string> GetAssembliesForScanning() => [];
}
