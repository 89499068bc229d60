using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unboxed.Cli.Input;
using Unboxed.Cli.Output;
using Unboxed.Cli.Terminal;

namespace Unboxed.Cli.Applications;

/// <summary>A published application, woven into another folder: a copy of it, in which assemblies have taken the place of others.</summary>
sealed class ApplicationFolder
{
    /// <summary>What has been done, in the woven copy; a folder that has it may be replaced.</summary>
    internal const string RecordName = "unboxed.app.json";

    const string RuntimeSettings = ".runtimeconfig.json";

    readonly string folder;
    readonly DependencyFile? dependencies;

    ApplicationFolder(string folder, DependencyFile? dependencies, FrameworkName framework)
    {
        this.folder = folder;
        this.dependencies = dependencies;
        Framework = framework;
    }

    /// <summary>What it runs on.</summary>
    internal FrameworkName Framework { get; }

    /// <summary>Whether a folder has what says what an application ships, or what it runs on.</summary>
    internal static bool IsOne(string path) => Directory.EnumerateFiles(path, "*" + DependencyFile.Extension).Concat(Directory.EnumerateFiles(path, "*" + RuntimeSettings)).Any();

    /// <param name="path">Its folder, or its <c>.deps.json</c>.</param>
    /// <exception cref="BadInputException">It is no application.</exception>
    internal static ApplicationFolder Open(string path)
    {
        if (!Directory.Exists(path)) return Of(Path.GetDirectoryName(Path.GetFullPath(path))!, DependencyFile.Read(path));
        string[] found = Directory.GetFiles(path, "*" + DependencyFile.Extension);
        return found.Length > 1
            ? throw new BadInputException(path, $"it holds several applications ({string.Join(", ", found.Select(Path.GetFileName).Order(StringComparer.Ordinal))})", "Give the .deps.json of one")
            : Of(Path.GetFullPath(path), found.Length == 0 ? null : DependencyFile.Read(found[0]));
    }

    static ApplicationFolder Of(string folder, DependencyFile? dependencies) => new(folder, dependencies, dependencies?.Framework ?? FrameworkOf(folder));

    /// <summary>From the settings of the host.</summary>
    static FrameworkName FrameworkOf(string folder)
    {
        string[] found = Directory.GetFiles(folder, "*" + RuntimeSettings);
        if (found.Length != 1) throw new BadInputException(folder, "it has neither a .deps.json nor one .runtimeconfig.json, so that nothing says what it runs on", "Give the folder of a published application that is not a single file");
        byte[] content = InputFile.Read(found[0], "Publish the application again");
        try
        {
            // net10.0
            if (JsonNode.Parse(content) is JsonObject root && (string?)root["runtimeOptions"]?["tfm"] is { } moniker && moniker.StartsWith("net", StringComparison.Ordinal)
                && Version.TryParse(moniker["net".Length..], out var version)) return new(".NETCoreApp", version);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or an object where a text is to be or the reverse: said below.
        }
        throw new BadInputException(found[0], "it does not say what the application runs on", "Give the .deps.json of the application");
    }

    /// <summary>Weaves it into a folder, which is there as a whole afterwards, or as it was before.</summary>
    /// <param name="output">The folder.</param>
    /// <param name="references">Folders with assemblies that it does not ship.</param>
    /// <param name="filter">What the user wants woven.</param>
    /// <param name="progress">Is told how many assemblies of how many are done.</param>
    /// <exception cref="BadInputException">The folder cannot be written.</exception>
    internal ApplicationResult WeaveInto(string output, IReadOnlyList<string> references, AssemblyFilter filter, Action<int, int> progress)
    {
        output = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        CheckOutput(output);
        string staging = $"{output}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(staging);
            var files = Candidates().Select(file => (Path.Combine(folder, file), Path.Combine(staging, file))).ToList();
            if (files.Count == 0) throw new BadInputException(folder, "it ships no assemblies", "Give the folder of a published application that is not a single file");
            var result = ApplicationWeaver.Weave(new(files, Framework, references, filter), progress);
            Complete(staging, result);
            Replace(output, staging);
            return result;
        }
        // A disk that is full, a folder that nobody may write: the user's to mend, and told as that.
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(output, "it cannot be written: " + FileProblem.Text(exception), FileProblem.Remedy(exception));
        }
        finally
        {
            if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
        }
    }

    void CheckOutput(string output)
    {
        string relative = Path.GetRelativePath(folder, output);
        if (relative == "." || !(relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative)))
            throw new BadInputException(output, "it is the application's own folder, or in it", "Give another folder: the application stays as it is");
        if (File.Exists(output)) throw new BadInputException(output, "it is a file", "Give a folder");
        if (Directory.Exists(output) && !File.Exists(Path.Combine(output, RecordName)) && Directory.EnumerateFileSystemEntries(output).Any())
            throw new BadInputException(output, "it is not empty, and no woven application", "Remove it, or give another folder");
    }

    /// <summary>The assemblies that it ships, and other files of that kind.</summary>
    internal IReadOnlyList<string> Files() => [.. Candidates().Select(file => Path.Combine(folder, file))];

    /// <summary>The name of its list of what is shipped, or else that of its folder.</summary>
    internal string Name => Path.GetFileName(dependencies?.Name ?? folder) is var name && name.EndsWith(DependencyFile.Extension, StringComparison.OrdinalIgnoreCase) ? name[..^DependencyFile.Extension.Length] : name;

    /// <summary>Files that are there: what the application ships may have been trimmed. Without a list, all that are not the framework's.</summary>
    IEnumerable<string> Candidates()
    {
        if (dependencies is not null) return dependencies.Assemblies().Distinct(FilePath.Comparer).Where(file => File.Exists(Path.Combine(folder, file)));
        var framework = new ReferenceFolders(Path.Combine(folder, "any.dll"), [], []);
        return Directory.GetFiles(folder, "*.dll").Select(file => Path.GetFileName(file)).Where(file => !framework.IsOfFramework(Path.GetFileNameWithoutExtension(file)));
    }

    /// <summary>What has not been woven is copied.</summary>
    void Complete(string staging, ApplicationResult result)
    {
        foreach (var (assembly, _) in result.Assemblies) WeaveCache.ForgetEntry(assembly);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(staging, Path.GetRelativePath(folder, file));
            if (File.Exists(target)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        if (result.Count(WeaveOutcomeKind.Woven) > 0) AddSupport(staging);
        OutputFile.WriteAll([new(Path.Combine(staging, RecordName), JsonOutput.Bytes(result.ToOutput(file => Path.GetRelativePath(folder, file))))]);
    }

    void AddSupport(string staging)
    {
        string beside = Path.Combine(staging, SupportFile.Name + ".dll");
        if (File.Exists(beside)) return;
        var support = SupportFile.For(Framework, folder);
        File.Copy(support.Path, beside);
        if (dependencies?.WithSupport(support.Version) is { } changed) File.WriteAllBytes(Path.Combine(staging, dependencies.Name), changed);
    }

    static void Replace(string output, string staging)
    {
        if (!Directory.Exists(output))
        {
            Directory.Move(staging, output);
            return;
        }
        string old = $"{output}.{Guid.NewGuid():N}.tmp";
        Directory.Move(output, old);
        try
        {
            Directory.Move(staging, output);
        }
        // What was there is put back, and the failure told by the caller.
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Directory.Move(old, output);
            throw;
        }
        Directory.Delete(old, recursive: true);
    }
}
