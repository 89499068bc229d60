using Mono.Cecil;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver;

/// <summary>The weaver without Fody: analysis, plan, rewriting.</summary>
public static class AssemblyWeaver
{
    /// <summary>Weaves a module in place; nothing is written.</summary>
    /// <returns>A row per await site.</returns>
    public static IReadOnlyList<AwaitSiteRow> Weave(ModuleDefinition module, WeaverOptions options) => [];
}
