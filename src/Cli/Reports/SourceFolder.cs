namespace Unboxed.Cli.Reports;

/// <summary>The folder of a project, to which the files in its report are relative.</summary>
static class SourceFolder
{
    /// <summary>The nearest folder at or above a file that holds a project; the file's own folder where there is none.</summary>
    internal static string Of(string file) => OfProject(file) ?? Own(file);

    /// <summary>The nearest folder at or above a file that holds a project; null where there is none.</summary>
    internal static string? OfProject(string file)
    {
        for (var folder = new DirectoryInfo(Own(file)); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && folder.EnumerateFiles("*.*proj").Any(project => project.Extension is ".csproj" or ".fsproj" or ".vbproj")) return folder.FullName;
        }
        return null;
    }

    static string Own(string file) => Path.GetDirectoryName(Path.GetFullPath(file))!;
}
