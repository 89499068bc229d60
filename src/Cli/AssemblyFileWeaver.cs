using Fody;
using Mono.Cecil;
using Unboxed.Cli.Input;
using Unboxed.Cli.Output;
using Unboxed.Weaver;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Options;

namespace Unboxed.Cli;

/// <summary>Weaves one file into another: inspect, read, mark, weave, write. Nothing is written before everything has succeeded.</summary>
static class AssemblyFileWeaver
{
    /// <exception cref="BadInputException">A file that was given cannot be used.</exception>
    /// <exception cref="WeavingException">The weaver refuses the assembly.</exception>
    internal static WeaveResult Weave(WeaveRequest request)
    {
        var notes = new List<string>();
        var inspection = InputInspector.Inspect(request.Input);
        byte[]? key = request.Key is null ? null : StrongNameKey.Read(request.Key);
        using var references = new ReferenceFolders(request.Input, request.ReferenceFolders, [.. Folder(request.Output)]);
        using var module = ModuleReader.Read(request.Input, inspection, references, notes);
        var support = SupportFile.For(module, request.Input);
        references.AddFallback(support);
        if (request.Mark) Marker.Mark(module, support.Version);
        else if (!AssemblyWeaver.IsMarked(module)) notes.Add($"{request.Input} has no [assembly: Unboxed.ScratchSpace]: it is written as it is. Give --mark to weave it all the same.");

        var report = Weave(module, request.Input);
        var files = OutputImage.Of(module, request.Output, key, inspection.IsPrecompiled, notes);
        if (AssemblyWeaver.IsMarked(module) && support.CopyFor(request.Output) is { } copy) files.Add(copy);
        if (request.Report is { } path) files.Add(new(path, Json(report)));
        OutputFile.WriteAll(files);
        return new(Summary.Of(report.AwaitSites), notes);
    }

    static WeavingReport Weave(ModuleDefinition module, string input)
    {
        try
        {
            return AssemblyWeaver.Weave(module, new WeaverOptions());
        }
        catch (AssemblyResolutionException missing)
        {
            throw new BadInputException(input, $"it needs {missing.AssemblyReference.FullName}, which is not in its folder, the folders given, or the shared frameworks", "Name the folder of that assembly with -r");
        }
    }

    static byte[] Json(WeavingReport report)
    {
        using var stream = new MemoryStream();
        JsonReport.Write(stream, report, null);
        return stream.ToArray();
    }

    static IEnumerable<string> Folder(string file) => Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder ? [folder] : [];
}

/// <summary>What a weave has done.</summary>
/// <param name="Summary">The line that a build prints as well.</param>
/// <param name="Notes">What the user may not expect, a sentence each.</param>
sealed record WeaveResult(string Summary, IReadOnlyList<string> Notes);
