namespace Unboxed.Scenarios.Tests;

/// <summary>
/// The scenarios with woven libraries: copies of what this project's output holds. In one the command line has woven the libraries of <see cref="Scenario.AlsoAlone"/>, one after the
/// other; in the other all that the program ships, and the program itself.
/// </summary>
public sealed class WovenLibraries : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unboxed-scenarios-");

    public WovenLibraries()
    {
        Copy(new(Paths.Published), Libraries);
        foreach (string library in LibrariesOf(Scenario.AlsoAlone)) Weave(Path.Combine(Libraries, library + ".dll"));
        WeaveAll();
    }

    static IEnumerable<string> LibrariesOf(IEnumerable<Scenario> scenarios) => scenarios.SelectMany(scenario => scenario.Libraries).Distinct();

    /// <summary>Woven libraries, used by a program that is not.</summary>
    internal string Libraries => Path.Combine(folder.FullName, "libraries");

    /// <summary>All that the program ships, woven together, and used by the woven program.</summary>
    internal string All => Path.Combine(folder.FullName, "all");

    /// <summary>In its place, where those that are woven after it find what it has become.</summary>
    void Weave(string library)
    {
        var weave = ChildProcess.Run(Paths.DotNet, [Paths.CommandLine, "weave", library, "-o", library, "--mark"]);
        Assert.True(weave.ExitCode == 0, $"{library} is not woven: {weave.Error}{weave.Output}");
        Count(library, weave.Output.Trim().Split('\n')[^1]);
    }

    void WeaveAll()
    {
        string program = Path.GetFileNameWithoutExtension(Paths.Program);
        var weave = ChildProcess.Run(Paths.DotNet, [Paths.CommandLine, "weave", "--app", Path.Combine(Paths.Published, program + ".deps.json"), "-o", All]);
        Assert.True(weave.ExitCode == 0 && !weave.Output.Contains("defect", StringComparison.Ordinal), $"The application is not woven: {weave.Error}{weave.Output}");
        TestContext.Current.SendDiagnosticMessage(weave.Output.Trim());
        foreach (string library in LibrariesOf(Scenario.All).Append(program)) Count(Path.Combine(All, library + ".dll"), "in the application");
    }

    void Count(string library, string summary)
    {
        int places = Counting.AddTo(library, Path.Combine(Libraries, Paths.Program));
        Assert.True(places > 0, $"{library} has no scratch calls that could be counted: {summary}");
        TestContext.Current.SendDiagnosticMessage($"{Path.GetFileNameWithoutExtension(library)}: {summary}; {places} places are counted");
    }

    public void Dispose() => folder.Delete(recursive: true);

    static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles()) file.CopyTo(Path.Combine(to, file.Name));
        foreach (var child in from.EnumerateDirectories()) Copy(child, Path.Combine(to, child.Name));
    }
}
