namespace Unboxed.Cli.Reports;

/// <summary>Lines of the source files that a report names, where they are still there.</summary>
/// <param name="folder">What the files are relative to.</param>
sealed class SourceLines(string folder)
{
    readonly Dictionary<string, string[]> files = [];

    /// <summary>The text of a line, without the white space around it; null where the file or the line is not there.</summary>
    internal string? Find(string? file, int line)
    {
        if (file is null || line < 1) return null;
        if (!files.TryGetValue(file, out string[]? lines)) files[file] = lines = Read(Path.Combine(folder, file));
        return line <= lines.Length ? lines[line - 1].Trim() : null;
    }

    static string[] Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The text is an extra: the report says where it is all the same.
            return [];
        }
    }
}
