namespace Unboxed.Cli;

/// <summary>Paths of files that the user names.</summary>
static class FilePath
{
    /// <summary>More links than this in a path are taken for a circle, as the systems themselves do.</summary>
    const int MostLinks = 40;

    /// <summary>Where file systems usually take two names that differ in case alone for the same.</summary>
    internal static StringComparer Comparer { get; } = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>Refuses what is no path.</summary>
    /// <exception cref="BadInputException">It is none.</exception>
    internal static void Check(string path, string option)
    {
        CheckText(path, option);
        if (Path.EndsInDirectorySeparator(path)) throw new BadInputException(path, "it is a folder", "Give the path of a file");
    }

    /// <summary>Refuses what is neither the path of a file nor that of a folder.</summary>
    /// <exception cref="BadInputException">It is neither.</exception>
    internal static void CheckText(string path, string option)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal)) throw new BadInputException(option, "the path is empty", "Give the path of a file");
    }

    /// <summary>The file that a path leads to in the end, through links of the file and of the folders above it, whether or not it is there.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    internal static string Resolve(string path)
    {
        int links = 0;
        return Resolve(Path.GetFullPath(path), ref links);
    }

    static string Resolve(string full, ref int links)
    {
        if (Path.GetDirectoryName(full) is not { } folder) return full;
        string resolved = Path.Combine(Resolve(folder, ref links), Path.GetFileName(full));
        if (new FileInfo(resolved).LinkTarget is not { } target) return resolved;
        if (++links > MostLinks) throw new IOException("its links lead in a circle");
        return Resolve(Path.GetFullPath(target, Path.GetDirectoryName(resolved)!), ref links);
    }
}
