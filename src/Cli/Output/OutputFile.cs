namespace Unboxed.Cli.Output;

/// <summary>Writes files so that each is there as a whole or as it was before: beside its place first, then moved.</summary>
static class OutputFile
{
    /// <summary>Writes all files, in their order: where the first cannot take its place, nothing has changed.</summary>
    internal static void WriteAll(IReadOnlyList<FileContent> files)
    {
        var written = new List<(string Temporary, string Path)>();
        try
        {
            foreach (var file in files) written.Add((WriteBeside(file), file.Path));
            foreach (var (temporary, path) in written) Move(temporary, path);
        }
        finally
        {
            foreach (var (temporary, _) in written) File.Delete(temporary);
        }
    }

    static string WriteBeside(FileContent file)
    {
        string temporary = $"{file.Path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file.Path))!);
            File.WriteAllBytes(temporary, file.Content);
            return temporary;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Where the folder cannot be made, there is none to delete it from.
            if (File.Exists(temporary)) File.Delete(temporary);
            throw NotWritten(file.Path, exception);
        }
    }

    static void Move(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(path, exception);
        }
    }

    static BadInputException NotWritten(string path, Exception exception) =>
        new(path, "it cannot be written: " + exception.Message.TrimEnd('.'), "Check the permissions of its folder, and that no other program holds it");
}
