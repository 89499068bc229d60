using Fody;
using Mono.Cecil;
using Unboxed.Weaver.Adapters;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Rewriting;

namespace Unboxed.Weaver;

/// <summary>The weaver without Fody: adapters, analysis, plan, report, rewriting.</summary>
public static class AssemblyWeaver
{
    /// <summary>Whether the module asks to be woven.</summary>
    public static bool IsMarked(ModuleDefinition module) => module.Assembly.Has(ControlAttributes.ScratchSpace);

    /// <summary>Weaves a module in place; nothing is written. A module without the mark is left as it is, and so is one in a dry run, or whose report has errors.</summary>
    /// <param name="module">The module.</param>
    /// <param name="options">The options.</param>
    /// <param name="projectDirectory">
    /// The project's folder as the symbols have it: what the paths in the report that is embedded are relative to, and below which a folder obj holds generated code; null to leave paths as they are.
    /// </param>
    /// <returns>What is done to it, and why.</returns>
    /// <exception cref="WeavingException">The module has been woven already, is none that can be woven, or the run-time support does not fit.</exception>
    public static WeavingReport Weave(ModuleDefinition module, WeaverOptions options, string? projectDirectory = null)
    {
        if (WovenMark.WeaverOf(module) is { } weaver)
            throw new WeavingException($"{module.Name} has been woven already, by Unboxed {weaver}. Weave what the compiler has written: the build and the command line are one too many.");
        if (!IsMarked(module)) return WeavingReport.Empty(module.Assembly.Name.Name) with { Diagnostics = DiagnosticList.OfUnmarked(module, options) };
        if (Refusal.Of(module, options.Application) is { } refusal) throw new WeavingException($"{module.Name} cannot be woven: {refusal.Problem}. {refusal.InBuild}.");
        var adapters = AdapterWriter.Write(module);
        var plan = Planner.Plan(ModuleAnalysis.Of(module, adapters), options);
        var report = ReportBuilder.Build(module, plan, options, projectDirectory);
        if (options.DryRun || report.HasErrors)
        {
            AdapterWriter.Remove(adapters);
            return report;
        }
        ModuleRewriter.Apply(module, plan);
        return options.Report == ReportFormat.Off ? report : EmbeddedReport.Add(module, report, projectDirectory);
    }
}
