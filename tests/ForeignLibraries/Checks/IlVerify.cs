using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Unboxed.ForeignLibraries.Checks;

/// <summary>The .NET runtime's own verifier, where it is installed.</summary>
static partial class IlVerify
{
    /// <summary>Its path; null where it is neither named by <c>ILVERIFY</c> nor on <c>PATH</c>.</summary>
    internal static string? Tool { get; } = Find();

    /// <summary>The findings in a woven assembly that the unwoven one does not have, each without its offset.</summary>
    internal static IReadOnlyList<string> NewIn(Library library, WovenApplication application)
    {
        var before = Findings(Library.Folder, library).ToHashSet();
        return [.. Findings(application.Folder, library).Where(finding => !before.Contains(finding))];
    }

    static IEnumerable<string> Findings(string folder, Library library)
    {
        string assembly = Path.Combine(folder, library.Assembly + ".dll");
        string[] frameworks = [RuntimeEnvironment.GetRuntimeDirectory(), Path.GetDirectoryName(typeof(Microsoft.AspNetCore.Http.HttpContext).Assembly.Location)!];
        var references = frameworks.Append(folder).SelectMany(each => Directory.GetFiles(each, "*.dll")).Where(file => Path.GetFileName(file) != Path.GetFileName(assembly)).DistinctBy(Path.GetFileName);
        string[] arguments = [assembly, "--system-module", "System.Private.CoreLib", .. references.SelectMany(file => (string[])["-r", file])];
        var result = Path.GetExtension(Tool) == ".dll" ? CommandLine.Run("dotnet", [Tool!, .. arguments]) : CommandLine.Run(Tool!, arguments);
        return result.Output.Split('\n').Where(line => line.StartsWith("[IL]", StringComparison.Ordinal)).Select(line => Place().Replace(line, "").Replace(assembly, "", StringComparison.Ordinal));
    }

    static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("ILVERIFY");
        if (!string.IsNullOrEmpty(named)) return named;
        string name = OperatingSystem.IsWindows() ? "ilverify.exe" : "ilverify";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    [GeneratedRegex(@"\[offset 0x[0-9A-Fa-f]+\]")]
    private static partial Regex Place();
}
