using Fody;
using Unboxed.Cli.Input;
using Unboxed.Cli.Output;
using Unboxed.Weaver;
using Unboxed.Weaver.Diagnostics;
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
        byte[]? key = request.Key is null ? null : StrongNameKey.Read(request.Key);
        using var assembly = InputAssembly.Open(request.Input, request.ReferenceFolders, [.. Folder(request.Output)], notes);
        if (request.Mark) assembly.Mark();
        else if (!assembly.IsMarked) notes.Add($"{request.Input} has no [assembly: Unboxed.ScratchSpace]: it is written as it is. Give --mark to weave it all the same.");

        var report = assembly.Analyze(module => AssemblyWeaver.Weave(module, new WeaverOptions()));
        if (!report.HasErrors) Write(request, assembly, key, report, notes);
        return new(report.HasErrors, Summary.Of(report.AwaitSites), notes, report.Diagnostics);
    }

    static void Write(WeaveRequest request, InputAssembly assembly, byte[]? key, WeavingReport report, List<string> notes)
    {
        var files = OutputImage.Of(assembly.Module, request.Output, key, assembly.IsPrecompiled, notes);
        if (assembly.IsMarked && assembly.Support.CopyFor(request.Output) is { } copy) files.Add(copy);
        if (request.Report is { } path) files.Add(new(path, Json(report)));
        OutputFile.WriteAll(files);
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
/// <param name="HasFailed">Whether a diagnostic is an error: nothing is written then.</param>
/// <param name="Summary">The line that a build prints as well.</param>
/// <param name="Notes">What the user may not expect, a sentence each.</param>
/// <param name="Diagnostics">What a build tells as well.</param>
sealed record WeaveResult(bool HasFailed, string Summary, IReadOnlyList<string> Notes, IReadOnlyList<Diagnostic> Diagnostics);
