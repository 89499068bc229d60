namespace Unboxed.Cli.Input;

/// <summary>Reads the files that the user names: as a whole, once, and none that has no end.</summary>
static class InputFile
{
    /// <param name="file">Its path.</param>
    /// <param name="remedy">What to give instead of one that is missing, or is no file.</param>
    /// <param name="longest">The most bytes that make sense.</param>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    internal static byte[] Read(string file, string remedy, int longest = int.MaxValue)
    {
        try
        {
            var target = new FileInfo(FilePath.Resolve(file));
            if (Directory.Exists(target.FullName)) throw new BadInputException(file, "it is a folder", remedy);
            if (!target.Exists) throw new BadInputException(file, IsLink(file) ? "it is a link that leads nowhere" : "there is no such file", remedy);
            // Pipes and devices have no length, and might never end; they are not opened either, for that may wait forever.
            if (target.Length == 0) throw new BadInputException(file, "it is empty, or not a regular file", remedy);
            if (target.Length > Math.Min(longest, Array.MaxLength)) throw new BadInputException(file, $"it is too large ({target.Length} bytes)", remedy);
            using var stream = target.OpenRead();
            byte[] content = new byte[target.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new BadInputException(file, "it cannot be read: " + FileProblem.Text(exception), FileProblem.Remedy(exception));
        }
    }

    static bool IsLink(string file) => new FileInfo(file).LinkTarget is not null;
}
