namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>Paths that do not depend on where a project is: netstandard2.0 has no Path.GetRelativePath.</summary>
static class RelativePaths
{
    /// <summary>The path from a folder, with forward slashes; the path itself where it is on another root.</summary>
    internal static string From(string folder, string path)
    {
        var from = Parts(Path.GetFullPath(folder));
        var to = Parts(Path.IsPathRooted(path) ? Path.GetFullPath(path) : Path.GetFullPath(Path.Combine(folder, path)));
        int common = 0;
        while (common < from.Length && common < to.Length && from[common] == to[common]) common++;
        return common == 0 && from.Length > 0 && Path.GetPathRoot(path) != Path.GetPathRoot(folder)
            ? path
            : string.Join("/", Enumerable.Repeat("..", from.Length - common).Concat(to.Skip(common)));

        static string[] Parts(string full) => full.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
    }
}
