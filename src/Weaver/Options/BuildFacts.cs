namespace Unboxed.Weaver.Options;

/// <summary>What the package's targets tell about the build, in a file beside the assembly: Fody hands a weaver little more than the assembly and its element of FodyWeavers.xml.</summary>
sealed class BuildFacts
{
    const string FileName = "Unboxed.build.cache", SummaryName = "Unboxed.summary.cache", ConfigurationKey = "configuration";

    static readonly char[] Separator = [';'];

    readonly string folder;
    readonly IReadOnlyDictionary<string, string> values;

    BuildFacts(string folder, IReadOnlyDictionary<string, string> values)
    {
        this.folder = folder;
        this.values = values;
    }

    /// <summary>Whether the assembly is to be woven: false where the build has the switch off, or is one for a framework without Unboxed.dll.</summary>
    internal bool IsActive => Value("active") != "false";

    /// <summary>The framework that the build is for, as project files write it; empty where the targets are not those of the package.</summary>
    internal string Framework => Value("framework");

    /// <summary>How the compiler was told to write paths of sources.</summary>
    internal PathMap PathMap => PathMap.Parse(Value("pathMap"));

    /// <summary>The folder with the pages about diagnostics on this machine, with a separator; empty where it is not known.</summary>
    internal string Pages => Value("pages");

    /// <summary>The <c>.editorconfig</c> and global files that the compiler is handed, by their whole paths.</summary>
    internal IReadOnlyList<string> EditorConfigFiles => Value("editorConfigFiles").Split(Separator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The names of Fody's add-ins that the project has; none where they are not known.</summary>
    internal IReadOnlyList<string> Weavers => [.. Value("weavers").Split(Separator, StringSplitOptions.RemoveEmptyEntries).Select(NameOf), .. Value("weaverClasses").Split(Separator, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The configuration that the build hands to Fody, beside its files; empty where there is none.</summary>
    internal string Configuration => Value(ConfigurationKey);

    /// <summary>Where the configuration comes from.</summary>
    internal string ConfigurationSource => Value("configurationFile") is { Length: > 0 } file ? file : "the property WeaverConfiguration";

    /// <summary>Reads the file; where it is missing, nothing is known.</summary>
    /// <param name="assemblyFile">The assembly that is woven.</param>
    internal static BuildFacts Read(string assemblyFile)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(assemblyFile));
        string file = Path.Combine(folder, FileName);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        for (int i = 0; i < lines.Length; i++)
        {
            int end = lines[i].IndexOf('=');
            if (end <= 0) continue;
            string key = lines[i].Substring(0, end), value = lines[i].Substring(end + 1);
            // The last one, which may have lines of its own.
            if (key == ConfigurationKey) value = string.Join("\n", new[] { value }.Concat(lines.Skip(i + 1)));
            values[key] = value;
            if (key == ConfigurationKey) break;
        }
        return new(folder, values);
    }

    /// <summary>The name that the element of an add-in has, as Fody makes it of the file.</summary>
    static string NameOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return name.EndsWith(".Fody", StringComparison.OrdinalIgnoreCase) ? name.Substring(0, name.Length - ".Fody".Length) : name;
    }

    /// <summary>Leaves the summary to the targets, which tell it once the assembly is in its place. False where there are none.</summary>
    internal bool TryLeave(string summary)
    {
        if (values.Count == 0) return false;
        File.WriteAllText(Path.Combine(folder, SummaryName), summary);
        return true;
    }

    string Value(string key) => values.TryGetValue(key, out string value) ? value : "";
}
