namespace Unboxed.Cli.Reports;

/// <summary>The folder of a project, to which the files in its report are relative.</summary>
static class SourceFolder
{
    /// <summary>The nearest folder at or above a file that holds a project; the file's own folder where there is none.</summary>
    internal static string Of(string file)
    {
        string own = Path.GetDirectoryName(Path.GetFullPath(file))!;
        for (var folder = new DirectoryInfo(own); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && folder.EnumerateFiles("*.*proj").Any(project => project.Extension is ".csproj" or ".fsproj" or ".vbproj")) return folder.FullName;
        }
        return own;
    }
}
