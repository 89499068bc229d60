using Unboxed.Cli.Input;

namespace Unboxed.Cli.Output;

/// <summary>The files that a weave may write: each another one, none a folder, and none of those that it reads, but for the assembly itself.</summary>
sealed class OutputTargets
{
    readonly WeaveRequest request;

    OutputTargets(WeaveRequest request) => this.request = request;

    /// <summary>Looks at all paths before anything is done.</summary>
    /// <exception cref="BadInputException">One of them cannot be written, or would be written over another file of the run.</exception>
    internal static OutputTargets Of(WeaveRequest request)
    {
        FilePath.Check(request.Input, "the input");
        FilePath.Check(request.Output, "--output");
        if (request.Report is not null) FilePath.Check(request.Report, "--report");
        if (request.Key is not null) FilePath.Check(request.Key, "--key");

        List<(string Path, string What)> written = [(request.Output, "the woven assembly"), (PdbOf(request.Output), "its symbols"), (SupportFile.Beside(request.Output), "the run-time support")];
        if (request.Report is { } report) written.Add((report, "the report"));
        List<(string Path, string What)> read = [(request.Input, "the input"), (PdbOf(request.Input), "the input's symbols")];
        if (request.Key is { } key) read.Add((key, "the key"));

        var seen = new Dictionary<string, string>(FilePath.Comparer);
        foreach (var (path, what) in written)
        {
            string target = TargetOf(path);
            if (Directory.Exists(target)) throw new BadInputException(path, $"{what} cannot be written there, for it is a folder", "Remove it, or give another path");
            if (!seen.TryAdd(target, what)) throw new BadInputException(path, $"{what} would be written over {seen[target]}", "Give each file a path of its own");
        }
        foreach (var (path, what) in read)
        {
            if (seen.TryGetValue(TargetOf(path), out string? over) && !IsInPlace(what, over)) throw new BadInputException(path, $"{over} would be written over {what}", "Give each file a path of its own");
        }
        return new(request);
    }

    /// <summary>Looks at the path of a page before it is made.</summary>
    /// <exception cref="BadInputException">It cannot be written, or would be written over what it is made from.</exception>
    internal static void CheckPage(string page, string input)
    {
        FilePath.Check(page, "--html");
        FilePath.Check(input, "the input");
        string target = TargetOf(page);
        if (Directory.Exists(target)) throw new BadInputException(page, "the page cannot be written there, for it is a folder", "Remove it, or give another path");
        if (FilePath.Comparer.Equals(target, TargetOf(input))) throw new BadInputException(page, "the page would be written over the input", "Give each file a path of its own");
    }

    /// <summary>Writes all files, the assembly last: until it is in its place, the input is as it was and can be woven again.</summary>
    internal void Write(IReadOnlyList<FileContent> files) =>
        OutputFile.WriteAll([.. files.OrderBy(file => file.Path == request.Output)], newFileLike: (request.Output, request.Input));

    /// <summary>The assembly and its symbols may take the place of what they were made from.</summary>
    static bool IsInPlace(string read, string written) => (read, written) is ("the input", "the woven assembly") or ("the input's symbols", "its symbols");

    static string PdbOf(string assembly) => Path.ChangeExtension(assembly, ".pdb");

    static string TargetOf(string path)
    {
        try
        {
            return FilePath.Resolve(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(path, "its place cannot be found: " + FileProblem.Text(exception), FileProblem.Remedy(exception));
        }
    }
}
