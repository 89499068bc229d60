using System.Text.Json;

namespace Unboxed.Compatibility.Tests;

/// <summary>All scenarios of one configuration as they were compiled, and woven by the command line, each in a process of its own.</summary>
sealed class Runs : IDisposable
{
    /// <summary>For optimised code, a collection every 256 KB, and no method that is compiled twice: what the runtime could lose or keep of a frame shows sooner.</summary>
    static readonly (string, string)[] manyCollections = [("DOTNET_GCgen0size", "0x40000"), ("DOTNET_TieredCompilation", "0")];

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unboxed-compatibility-");

    internal Runs(string configuration)
    {
        string unwoven = Paths.Unwoven(configuration), report = Path.Combine(folder.FullName, "report.json");
        var running = Task.Run(() => Transcripts.Run(unwoven, []));
        Copy(new(unwoven), WovenFolder);
        string program = Path.Combine(WovenFolder, Paths.Program);
        var weave = ChildProcess.Run(Paths.DotNet, [Paths.CommandLine, "weave", program, "-o", program, "--report", report]);
        Assert.True(weave.ExitCode == 0, weave.Error + weave.Output);
        using var json = JsonDocument.Parse(File.ReadAllBytes(report));
        ScratchCallers = [.. json.RootElement.GetProperty("awaitSites").EnumerateArray().Where(site => site.GetProperty("decision").GetString() == "scratch").Select(site => site.GetProperty("caller").GetString()!)];
        Woven = Transcripts.Run(WovenFolder, [], configuration == Configurations.Release ? manyCollections : []);
        Unwoven = running.GetAwaiter().GetResult();
    }

    internal string WovenFolder => Path.Combine(folder.FullName, "woven");

    /// <summary>The methods with scratch calls, one for each call.</summary>
    internal IReadOnlyList<string> ScratchCallers { get; }

    internal Transcripts Unwoven { get; }

    internal Transcripts Woven { get; }

    public void Dispose() => folder.Delete(recursive: true);

    static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles()) file.CopyTo(Path.Combine(to, file.Name));
        foreach (var child in from.EnumerateDirectories()) Copy(child, Path.Combine(to, child.Name));
    }
}
