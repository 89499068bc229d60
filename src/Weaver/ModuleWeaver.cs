using Fody;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Options.EditorConfig;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Symbols;

namespace Unboxed.Weaver;

/// <summary>What Fody finds by its name: options in, weaving, diagnostics and report out.</summary>
public sealed class ModuleWeaver : BaseModuleWeaver
{
    /// <inheritdoc/>
    public override void Execute()
    {
        ConfigurationFile.Check(ProjectDirectoryPath, SolutionDirectoryPath);
        var options = WeaverOptions.Parse(Config);
        var build = BuildFacts.Read(AssemblyFilePath);
        pages = build.Pages;
        // Other weavers are why Fody is at work all the same.
        if (!build.IsActive) return;
        options = options with { EditorConfigs = EditorConfigs.Read(build.EditorConfigFiles, build.PathMap) };
        CompilerSymbols.Keep(ModuleDefinition);
        string sources = build.PathMap.Map(ProjectDirectoryPath);
        bool isMarked = AssemblyWeaver.IsMarked(ModuleDefinition);
        if (isMarked && !options.DryRun) BeLast(options, build);
        var report = AssemblyWeaver.Weave(ModuleDefinition, options, sources);
        foreach (var diagnostic in report.Diagnostics) Tell(diagnostic);
        if (isMarked) Finish(report, options, build, sources);
        else if (report.Diagnostics.Count == 0) DiagnosticList.OfMissingMark(ModuleDefinition, options).ForEach(Tell);
    }

    /// <summary>Makes sure that no other add-in edits what ours has written.</summary>
    void BeLast(WeaverOptions options, BuildFacts build)
    {
        var told = DiagnosticList.OfLaterWeavers(WeaverOrder.After(SolutionDirectoryPath, ProjectDirectoryPath, build), ModuleDefinition, options);
        told.ForEach(Tell);
        if (told.Count > 0) throw new WeavingException($"Unboxed: {ModuleDefinition.Name} is not woven, because of the errors above.");
    }

    /// <summary>Tells what has been done. Of an assembly with nothing in it there is nothing to tell.</summary>
    void Finish(WeavingReport report, WeaverOptions options, BuildFacts build, string sources)
    {
        string summary = Summary.Counts(report) + (options.DryRun ? " (dry run: nothing is woven)" : "");
        if (report.AwaitSites.Count + report.Calls.Count > 0 && (report.HasErrors || !build.TryLeave(summary)))
            WriteMessage($"Unboxed, {string.Join(" ", ModuleDefinition.Assembly.Name.Name, build.Framework).TrimEnd()}: {summary}", MessageImportance.High);
        WriteReport(report, options, sources);
        // Without an exception Fody would write the assembly all the same.
        if (report.HasErrors) throw new WeavingException($"Unboxed: {ModuleDefinition.Name} is not woven, because of the errors above.");
    }

    /// <inheritdoc/>
    public override IEnumerable<string> GetAssembliesForScanning() => [];

    /// <summary>Where the pages are on this machine. Not for the report, which is the same on all.</summary>
    string pages = "";

    void Tell(Diagnostic told)
    {
        var diagnostic = told.WithPages(pages);
        switch (diagnostic.Severity)
        {
            case Severity.Error:
                WriteError(diagnostic.Text, At(diagnostic.Place));
                break;
            case Severity.Warning:
                WriteWarning(diagnostic.Text, At(diagnostic.Place));
                break;
            default:
                // Messages have no place of their own.
                string place = diagnostic.Place.File is { } file ? $"{file}({diagnostic.Place.Line},{diagnostic.Place.Column}): " : "";
                WriteMessage($"{place}info : Unboxed: {diagnostic.Text}", MessageImportance.High);
                break;
        }
    }

    static SequencePoint? At(SourcePlace place) => place.File is null ? null : new(Instruction.Create(OpCodes.Nop), new(place.File))
    {
        StartLine = place.Line,
        StartColumn = place.Column,
        EndLine = place.Line,
        EndColumn = place.Column,
    };

    void WriteReport(WeavingReport report, WeaverOptions options, string sources)
    {
        string path = Path.Combine(Path.GetDirectoryName(AssemblyFilePath), JsonReport.FileName);
        // A report of an earlier build would say what is no longer true.
        File.Delete(path);
        if (options.Report == ReportFormat.Off) return;
        using var stream = File.Create(path);
        JsonReport.Write(stream, report, sources);
    }
}
