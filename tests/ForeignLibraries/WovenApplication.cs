using System.Text.Json;

namespace Unboxed.ForeignLibraries;

/// <summary>The libraries, woven together as those of a user's application are: this program with all that it ships, in a folder that is deleted afterwards.</summary>
sealed class WovenApplication : IDisposable
{
    readonly DirectoryInfo root = Directory.CreateTempSubdirectory("unboxed-foreign-");

    /// <param name="only">The assemblies that are woven, the others staying as they are; none for all.</param>
    /// <exception cref="InvalidOperationException">One of the libraries has not been woven.</exception>
    internal WovenApplication(IReadOnlyList<string> only)
    {
        Folder = Path.Combine(root.FullName, "woven");
        var result = CommandLine.WeaveApplication(Folder, only);
        if (result.ExitCode != 0) throw new InvalidOperationException($"The libraries are not woven: {result.Error}{result.Output}");
        using var record = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "unboxed.app.json")));
        var outcomes = record.RootElement.GetProperty("assemblies").EnumerateArray()
            .ToDictionary(row => row.GetProperty("name").GetString()!, row => (Kind: row.GetProperty("outcome").GetString()!, Text: row.GetProperty("text").GetString()!));
        Assemblies = [.. outcomes.Where(row => row.Value.Kind == "woven").Select(row => row.Key)];
        var expected = only.Count > 0 ? only : [.. Library.All.Select(library => library.Assembly)];
        if (expected.Except(Assemblies).FirstOrDefault() is { } missing) throw new InvalidOperationException($"{missing} is not woven: {outcomes.GetValueOrDefault(missing).Text}");
        if (outcomes.FirstOrDefault(row => row.Value.Kind == "defect") is { Key: not null } defect) throw new InvalidOperationException($"{defect.Key} is not woven: {defect.Value.Text}");
    }

    /// <summary>Where it is.</summary>
    internal string Folder { get; }

    /// <summary>The assemblies that are woven.</summary>
    internal IReadOnlyList<string> Assemblies { get; }

    internal string PathOf(string assembly) => Path.Combine(Folder, assembly + ".dll");

    public void Dispose() => root.Delete(recursive: true);
}
