using Fody;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Options;

namespace Unboxed.Weaver;

/// <summary>What Fody finds by its name: options in, weaving, report out.</summary>
public sealed class ModuleWeaver : BaseModuleWeaver
{
    /// <inheritdoc/>
    public override void Execute()
    {
        var options = WeaverOptions.Parse(Config);
        if (!AssemblyWeaver.IsMarked(ModuleDefinition))
        {
            WriteMessage($"Unboxed: {ModuleDefinition.Name} has no [assembly: Unboxed.ScratchSpace]; it is left as it is.", MessageImportance.High);
            return;
        }
        var report = AssemblyWeaver.Weave(ModuleDefinition, options, ProjectDirectoryPath);
        WriteMessage(Summary.Of(report.AwaitSites), MessageImportance.High);
        WriteReport(report, options);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> GetAssembliesForScanning() => [];

    void WriteReport(WeavingReport report, WeaverOptions options)
    {
        string path = Path.Combine(Path.GetDirectoryName(AssemblyFilePath), JsonReport.FileName);
        // A report of an earlier build would say what is no longer true.
        File.Delete(path);
        if (options.Report == ReportFormat.Off) return;
        using var stream = File.Create(path);
        JsonReport.Write(stream, report, ProjectDirectoryPath);
    }
}
