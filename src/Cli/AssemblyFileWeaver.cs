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
        var targets = OutputTargets.Of(request);
        byte[]? key = request.Key is null ? null : StrongNameKey.Read(request.Key);
        var (result, files) = WithSymbolsOrWithout(request, key);
        targets.Write(files);
        return result;
    }

    /// <summary>
    /// Symbols are read and written as they are needed, and may turn out to be damaged late. They are an extra: where weaving fails with them, it is tried without.
    /// </summary>
    static Woven WithSymbolsOrWithout(WeaveRequest request, byte[]? key)
    {
        string? symbols = null;
        try
        {
            return Weave(request, key, withSymbols: true, ref symbols);
        }
        catch (Exception exception) when (symbols is not null && exception is not (BadInputException or WeavingException))
        {
            string? none = null;
            var woven = Weave(request, key, withSymbols: false, ref none);
            string note = $"the symbols in {symbols} cannot be used ({exception.GetType().Name}: {FileProblem.Text(exception)}): {SymbolFile.Consequence}.";
            return woven with { Result = woven.Result with { Notes = [note, .. woven.Result.Notes] } };
        }
    }

    /// <param name="request">What is asked for.</param>
    /// <param name="key">A key to sign with.</param>
    /// <param name="withSymbols">Whether symbols are read, where there are any.</param>
    /// <param name="symbols">Becomes the file with the symbols once these have been read.</param>
    static Woven Weave(WeaveRequest request, byte[]? key, bool withSymbols, ref string? symbols)
    {
        var notes = new List<string>();
        using var assembly = InputAssembly.Open(request.Input, request.ReferenceFolders, [.. Folder(request.Output)], notes, withSymbols);
        symbols = assembly.Symbols?.Path;
        if (request.Mark) assembly.Mark();
        else if (!assembly.IsMarked) notes.Add($"{request.Input} has no [assembly: Unboxed.ScratchSpace]: it is written as it is. Give --mark to weave it all the same.");

        var report = assembly.Analyze(module => AssemblyWeaver.Weave(module, new WeaverOptions()));
        notes.AddRange(assembly.NotesOnReferences());
        var files = report.HasErrors ? [] : Files(request, assembly, key, report, notes);
        return new(new(report.HasErrors, Summary.Of(report.AwaitSites), notes, report.Diagnostics), files);
    }

    static List<FileContent> Files(WeaveRequest request, InputAssembly assembly, byte[]? key, WeavingReport report, List<string> notes)
    {
        var files = assembly.Analyze(module => OutputImage.Of(module, request.Output, key, assembly.IsPrecompiled, notes));
        if (assembly.IsMarked && assembly.Support.CopyFor(request.Output) is { } copy) files.Add(copy);
        if (request.Report is { } path) files.Add(new(path, Json(report)));
        return files;
    }

    static byte[] Json(WeavingReport report)
    {
        using var stream = new MemoryStream();
        JsonReport.Write(stream, report, null);
        return stream.ToArray();
    }

    static IEnumerable<string> Folder(string file) => Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder ? [folder] : [];

    /// <summary>What is woven, in memory.</summary>
    sealed record Woven(WeaveResult Result, IReadOnlyList<FileContent> Files);
}

/// <summary>What a weave has done.</summary>
/// <param name="HasFailed">Whether a diagnostic is an error: nothing is written then.</param>
/// <param name="Summary">The line that a build prints as well.</param>
/// <param name="Notes">What the user may not expect, a sentence each.</param>
/// <param name="Diagnostics">What a build tells as well.</param>
sealed record WeaveResult(bool HasFailed, string Summary, IReadOnlyList<string> Notes, IReadOnlyList<Diagnostic> Diagnostics);
