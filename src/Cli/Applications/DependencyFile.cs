using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unboxed.Cli.Input;

namespace Unboxed.Cli.Applications;

/// <summary>The <c>.deps.json</c> of an application: what it ships, and what that is part of.</summary>
sealed class DependencyFile
{
    /// <summary>How the name of such a file ends.</summary>
    internal const string Extension = ".deps.json";

    const string RuntimePack = "runtimepack";

    readonly string path;
    readonly JsonObject root;
    readonly JsonObject target;

    DependencyFile(string path, JsonObject root, JsonObject target, FrameworkName framework)
    {
        this.path = path;
        this.root = root;
        this.target = target;
        Framework = framework;
    }

    /// <summary>What the application runs on.</summary>
    internal FrameworkName Framework { get; }

    /// <exception cref="BadInputException">It cannot be read, or is none.</exception>
    internal static DependencyFile Read(string path)
    {
        byte[] content = InputFile.Read(path, "Give the folder of a published application, or its .deps.json");
        try
        {
            // .NETCoreApp,Version=v10.0/linux-x64
            if (JsonNode.Parse(content) is JsonObject root && (string?)root["runtimeTarget"]?["name"] is { } name && root["targets"]?[name] is JsonObject target)
                return new(path, root, target, new(name.Split('/')[0]));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // No JSON, an object where a text is to be or the reverse, or a name that is no framework's: said below.
        }
        throw new BadInputException(path, "it is not the .deps.json of an application", "Give the one that the build has written");
    }

    /// <summary>The assemblies that are shipped, relative to the folder: those of the framework, which a self-contained application has, are not among them.</summary>
    internal IEnumerable<string> Assemblies() =>
        from library in target
        where TypeOf(library.Key) != RuntimePack
        from file in Files(library.Value, "runtime").Select(file => Path.GetFileName(file.Key))
            .Concat(Files(library.Value, "runtimeTargets").Where(file => (string?)file.Value?["assetType"] == "runtime").Select(file => file.Key.Replace('/', Path.DirectorySeparatorChar)))
        select file;

    /// <summary>The document with the run-time support among what is shipped, without which the host does not find it; null where it is there.</summary>
    /// <param name="version">The version of the support.</param>
    internal byte[]? WithSupport(Version version)
    {
        if (target.Any(library => library.Key.StartsWith(SupportFile.Name + "/", StringComparison.OrdinalIgnoreCase))) return null;
        string key = $"{SupportFile.Name}/{version.ToString(3)}";
        target[key] = new JsonObject { ["runtime"] = new JsonObject { [SupportFile.Name + ".dll"] = new JsonObject { ["assemblyVersion"] = version.ToString(), ["fileVersion"] = version.ToString() } } };
        root["libraries"]![key] = new JsonObject { ["type"] = "reference", ["serviceable"] = false, ["sha512"] = "" };
        return JsonSerializer.SerializeToUtf8Bytes(root, indented);
    }

    static readonly JsonSerializerOptions indented = new() { WriteIndented = true };

    internal string Name => Path.GetFileName(path);

    string? TypeOf(string library) => (string?)root["libraries"]?[library]?["type"];

    static JsonObject Files(JsonNode? library, string kind) => library?[kind] as JsonObject ?? [];
}
