using Fody;
using Mono.Cecil;
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
        var woven = InMemory(request);
        targets.Write(woven.Files);
        return woven.Result;
    }

    /// <summary>Weaves, and writes nothing.</summary>
    /// <inheritdoc cref="Weave(WeaveRequest)"/>
    internal static Woven InMemory(WeaveRequest request)
    {
        byte[]? key = request.Key is null ? null : StrongNameKey.Read(request.Key);
        return WithSymbolsOrWithout(request, withSymbols => Weave(request, key, withSymbols));
    }

    /// <summary>
    /// Symbols are read and written as they are needed, and may turn out to be damaged late. They are an extra: where it is they that cannot be used, weaving is
    /// tried without. What fails with symbols that can be copied is a defect of the weaver, and is told as one.
    /// </summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="weave">Weaves, with the symbols or without.</param>
    internal static Woven WithSymbolsOrWithout(WeaveRequest request, Func<bool, Woven> weave)
    {
        string? damage = null;
        try
        {
            return weave(true);
        }
        catch (Exception exception) when (exception is not (BadInputException or WeavingException) && (damage = DamageOfSymbols(request)) is not null)
        {
            var woven = weave(false);
            return woven with { Result = woven.Result with { Notes = [damage, .. woven.Result.Notes] } };
        }
    }

    /// <summary>A note that the assembly as it was given cannot be copied with its symbols; null where it can, and where it has none.</summary>
    static string? DamageOfSymbols(WeaveRequest request)
    {
        using var assembly = InputAssembly.Open(request.Input, request.ReferenceFolders, [.. Folder(request.Output)], []);
        if (assembly.Symbols is not { } symbols) return null;
        try
        {
            assembly.Analyze(module => OutputImage.Of(module, request.Output, null, isPrecompiled: false, []));
            return null;
        }
        // Whatever it is: nothing but the copying of the user's files has run here.
        catch (Exception exception)
        {
            return $"the symbols in {symbols.Path} cannot be used ({exception.GetType().Name}: {FileProblem.Text(exception)}): {SymbolFile.Consequence}.";
        }
    }

    /// <param name="request">What is asked for.</param>
    /// <param name="key">A key to sign with.</param>
    /// <param name="withSymbols">Whether symbols are read, where there are any.</param>
    static Woven Weave(WeaveRequest request, byte[]? key, bool withSymbols)
    {
        var notes = new List<string>();
        using var assembly = InputAssembly.Open(request.Input, request.ReferenceFolders, [.. Folder(request.Output)], notes, withSymbols, request.Application);
        if (request.Mark) assembly.Mark();
        else if (!assembly.IsMarked) notes.Add($"{request.Input} has no [assembly: Unboxed.ScratchSpace]: it is written as it is. Give --mark to weave it all the same.");

        int members = Members(assembly.Module);
        var report = assembly.Analyze(module => AssemblyWeaver.Weave(module, new WeaverOptions { Application = request.Application?.Framework }));
        notes.AddRange(assembly.NotesOnReferences());
        var files = report.HasErrors ? [] : Files(request, assembly, key, report, notes);
        return new(new(report.HasErrors, Summary.Of(report), Summary.Counts(report), Summary.Decisions(report), notes, report.Diagnostics), files, Members(assembly.Module) > members);
    }

    static List<FileContent> Files(WeaveRequest request, InputAssembly assembly, byte[]? key, WeavingReport report, List<string> notes)
    {
        var files = assembly.Analyze(module => OutputImage.Of(module, request.Output, key, assembly.IsPrecompiled, notes));
        if (assembly.IsMarked && request.Application is null && assembly.Support.CopyFor(request.Output) is { } copy) files.Add(copy);
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

    /// <summary>What a weave adds to: companions are types, and everything else has methods.</summary>
    static int Members(ModuleDefinition module) => module.GetTypes().Sum(type => 1 + type.Methods.Count);

    /// <summary>What is woven, in memory.</summary>
    /// <param name="Result">What has been done.</param>
    /// <param name="Files">What is to be written.</param>
    /// <param name="HasChanged">Whether there was anything to weave.</param>
    internal sealed record Woven(WeaveResult Result, IReadOnlyList<FileContent> Files, bool HasChanged);
}

/// <summary>What a weave has done.</summary>
/// <param name="HasFailed">Whether a diagnostic is an error: nothing is written then.</param>
/// <param name="Summary">The line that a build prints as well.</param>
/// <param name="Amounts">The same, without the name of the program.</param>
/// <param name="Counts">How many places there are of each decision.</param>
/// <param name="Notes">What the user may not expect, a sentence each.</param>
/// <param name="Diagnostics">What a build tells as well.</param>
sealed record WeaveResult(bool HasFailed, string Summary, string Amounts, IReadOnlyDictionary<string, int> Counts, IReadOnlyList<string> Notes, IReadOnlyList<Diagnostic> Diagnostics);
