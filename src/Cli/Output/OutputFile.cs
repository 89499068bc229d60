namespace Unboxed.Cli.Output;

/// <summary>
/// Writes files so that each is there as a whole or as it was before: beside its place first, then moved. Links are followed: what they lead to is replaced.
/// </summary>
static class OutputFile
{
    /// <summary>Writes all files, in their order. Where one cannot take its place, those before it are put back as they were.</summary>
    /// <param name="files">The files.</param>
    /// <param name="newFileLike">A file that gets the mode of another, where there is none before it.</param>
    /// <exception cref="BadInputException">One cannot be written.</exception>
    internal static void WriteAll(IReadOnlyList<FileContent> files, (string Path, string Model)? newFileLike = null)
    {
        var replacements = new List<Replacement>();
        try
        {
            foreach (var file in files) replacements.Add(Prepare(file, newFileLike?.Path == file.Path ? newFileLike.Value.Model : null));
            foreach (var replacement in replacements) Attempt(replacement.Path, replacement.Apply);
            foreach (var replacement in replacements) replacement.Keep();
        }
        finally
        {
            // After success, nothing is left to be undone.
            foreach (var replacement in replacements.AsEnumerable().Reverse()) replacement.Undo();
        }
    }

    static Replacement Prepare(FileContent file, string? model)
    {
        Replacement? replacement = null;
        try
        {
            Attempt(file.Path, () =>
            {
                replacement = new(file.Path, FilePath.Resolve(file.Path));
                replacement.Write(file.Content, model);
            });
            return replacement!;
        }
        catch (BadInputException)
        {
            replacement?.Undo();
            throw;
        }
    }

    static void Attempt(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(path, "it cannot be written: " + FileProblem.Text(exception), FileProblem.Remedy(exception));
        }
    }
}
