using Fody;
using Mono.Cecil;
using Unboxed.Cli.Applications;
using Unboxed.Cli.Input;
using Unboxed.Weaver;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Options;

namespace Unboxed.Cli.Reports;

/// <summary>Where a report comes from: a JSON file, what the weaver has embedded in an assembly or in those of an application, or a dry run on one that is not woven.</summary>
/// <param name="ReferenceFolders">Folders with referenced assemblies, for a dry run.</param>
/// <param name="Mark">Whether a dry run does as if the assembly carried the attribute that asks for weaving.</param>
sealed record ReportSource(IReadOnlyList<string> ReferenceFolders, bool Mark)
{
    /// <summary>Reads the report of a file.</summary>
    /// <param name="file">A JSON report or an assembly: its first bytes say which; the folder of an application, or its list of what it ships.</param>
    /// <param name="notes">Gets a sentence for each thing that the user may not expect.</param>
    /// <exception cref="BadInputException">The file cannot be used.</exception>
    /// <exception cref="WeavingException">The weaver refuses the assembly.</exception>
    internal Report Read(string file, List<string> notes)
    {
        FilePath.Check(file, "the input");
        if (Directory.Exists(file) || file.EndsWith(DependencyFile.Extension, StringComparison.OrdinalIgnoreCase)) return OfApplication(file);
        byte[] content = InputFile.Read(file, "Give an assembly, or the Unboxed.report.json of its build");
        if (content.AsSpan().StartsWith("MZ"u8)) return OfAssembly(file, content, notes);
        // A byte order mark, or what a JSON document begins with; a file that is named as JSON is to be told where it is damaged.
        bool isJson = content.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] or [0xEF, 0xBB, 0xBF, ..] || Path.GetExtension(file) == ".json";
        return isJson ? ReportJson.Read(file, content) : throw new BadInputException(file, "it is neither an assembly nor a report", "Give a .dll, or the Unboxed.report.json of its build");
    }

    /// <summary>Puts the reports of all woven assemblies of an application together.</summary>
    static Report OfApplication(string path)
    {
        if (Directory.Exists(path) && !ApplicationFolder.IsOne(path))
            throw new BadInputException(path, "it is a folder, and no application's: it has neither a .deps.json nor a .runtimeconfig.json", "Give an assembly, the Unboxed.report.json of its build, or the folder of a woven application");
        var application = ApplicationFolder.Open(path);
        var parts = application.Files().Select(file => ShippedAssembly.Read(file, file)).Where(shipped => shipped.IsAssembly && shipped.Name != SupportFile.Name).Select(Part).ToList();
        return parts.Any(part => part.Report is not null)
            ? ApplicationReport.Of(application.Name, parts)
            : throw new BadInputException(path, "none of the assemblies that it ships is woven and has its report", "Weave it with 'unboxed weave --app', or build it with UnboxedWeavePackages and without Report=\"off\"");
    }

    static ApplicationPart Part(ShippedAssembly shipped)
    {
        if (shipped.Problem is { } problem) return new(new(shipped.Name, problem), null);
        if (!shipped.IsWoven) return new(new(shipped.Name, "it is not woven"), null);
        using var module = ModuleDefinition.ReadModule(new MemoryStream(shipped.Content));
        return EmbeddedReport.Of(module, shipped.Path) is { } embedded ? new(new(shipped.Name), ReportJson.Read(shipped.Path, embedded)) : new(new(shipped.Name, "it is woven, and its report was not embedded"), null);
    }

    Report OfAssembly(string file, byte[] content, List<string> notes)
    {
        InputInspector.Inspect(file, content);
        using (var module = ModuleDefinition.ReadModule(new MemoryStream(content)))
        {
            if (WovenMark.WeaverOf(module) is not null)
            {
                var embedded = EmbeddedReport.Of(module, file) ?? throw new BadInputException(file, "it is woven, and its report was not embedded", "Build it with Report=\"json\" in FodyWeavers.xml, or give the Unboxed.report.json of its build");
                return ReportJson.Read(file, embedded);
            }
        }
        return DryRun(file, notes);
    }

    /// <summary>Plans what weaving would do; nothing is written.</summary>
    Report DryRun(string file, List<string> notes)
    {
        using var assembly = InputAssembly.Open(file, ReferenceFolders, [], notes);
        if (Mark) assembly.Mark();
        else if (!assembly.IsMarked) throw new BadInputException(file, "it has no [assembly: Unboxed.ScratchSpace] and would be left as it is", "Give --mark to see what weaving would do to it");
        var report = assembly.Analyze(module => AssemblyWeaver.Weave(module, new WeaverOptions { DryRun = true }));
        notes.AddRange(assembly.NotesOnReferences());
        using var stream = new MemoryStream();
        JsonReport.Write(stream, report, SourceFolder.OfProject(file));
        return ReportJson.Read(file, stream.ToArray());
    }
}
