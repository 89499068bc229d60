namespace Unboxed.ForeignLibraries;

/// <summary>The woven libraries, each in a folder of its own.</summary>
sealed class Weaves : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("unboxed-foreign-").FullName;

    internal static string Report(string woven) => Path.ChangeExtension(woven, ".report.json");

    /// <summary>Weaves a library.</summary>
    /// <returns>The woven assembly; null where the command line refuses the library, as it must.</returns>
    internal string? Weave(Library library)
    {
        string woven = Path.Combine(root, library.Assembly, library.Assembly + ".dll");
        var result = CommandLine.Weave(library, woven, Report(woven));
        if (library.Refused is null) return result.ExitCode == 0 ? woven : throw new InvalidOperationException($"{library.Assembly} is not woven: {result.Error}{result.Output}");
        if (result.ExitCode != 1 || !result.Error.Contains(library.Refused, StringComparison.Ordinal))
            throw new InvalidOperationException($"{library.Assembly} is not refused with '{library.Refused}': {result.Error}{result.Output}");
        return null;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
