namespace Unboxed.Weaver.Options;

/// <summary>What the package's targets tell about the build, in a file beside the assembly: Fody hands a weaver little more than the assembly and its element of FodyWeavers.xml.</summary>
sealed class BuildFacts
{
    const string FileName = "Unboxed.build.cache", SummaryName = "Unboxed.summary.cache";

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

    /// <summary>Reads the file; where it is missing, nothing is known.</summary>
    /// <param name="assemblyFile">The assembly that is woven.</param>
    internal static BuildFacts Read(string assemblyFile)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(assemblyFile));
        string file = Path.Combine(folder, FileName);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.Exists(file) ? File.ReadAllLines(file) : [])
        {
            int end = line.IndexOf('=');
            if (end > 0) values[line.Substring(0, end)] = line.Substring(end + 1);
        }
        return new(folder, values);
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
