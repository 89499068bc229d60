using Fody;
using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Rewriting;

namespace Unboxed.Weaver;

/// <summary>The weaver without Fody: analysis, plan, rewriting.</summary>
public static class AssemblyWeaver
{
    const string Mark = "Unboxed.ScratchSpaceAttribute";

    /// <summary>Whether the module asks to be woven.</summary>
    public static bool IsMarked(ModuleDefinition module) => module.Assembly.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == Mark);

    /// <summary>Weaves a module in place; nothing is written. A module without the mark is left as it is.</summary>
    /// <returns>A row per await site.</returns>
    /// <exception cref="WeavingException">The module has been woven already, or the run-time support does not fit.</exception>
    public static IReadOnlyList<AwaitSiteRow> Weave(ModuleDefinition module, WeaverOptions options)
    {
        if (WovenMark.WeaverOf(module) is { } weaver)
            throw new WeavingException($"{module.Name} has been woven already, by Unboxed {weaver}. Weave what the compiler has written: the build and the command line are one too many.");
        if (!IsMarked(module)) return [];
        var plan = Planner.Plan(ModuleAnalysis.Of(module), options);
        ModuleRewriter.Apply(module, plan);
        return plan.Sites;
    }
}
