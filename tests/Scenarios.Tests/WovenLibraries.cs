namespace Unboxed.Scenarios.Tests;

/// <summary>
/// The scenarios with woven libraries: copies of what this project's output holds, in which the command line has woven the libraries of all scenarios
/// together, and in one of them the program that uses the libraries as well.
/// </summary>
public sealed class WovenLibraries : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unboxed-scenarios-");

    public WovenLibraries()
    {
        Copy(new(Paths.Published), Libraries);
        foreach (string library in Scenario.All.SelectMany(scenario => scenario.Libraries).Distinct()) Weave(Path.Combine(Libraries, library + ".dll"));
        Copy(new(Libraries), All);
        Weave(Path.Combine(All, Paths.Program));
    }

    /// <summary>Woven libraries, used by a program that is not.</summary>
    internal string Libraries => Path.Combine(folder.FullName, "libraries");

    /// <summary>Woven libraries, used by a woven program.</summary>
    internal string All => Path.Combine(folder.FullName, "all");

    /// <summary>In its place, where those that are woven after it find what it has become.</summary>
    void Weave(string library)
    {
        var weave = ChildProcess.Run(Paths.DotNet, [Paths.CommandLine, "weave", library, "-o", library, "--mark"]);
        Assert.True(weave.ExitCode == 0, $"{library} is not woven: {weave.Error}{weave.Output}");
        int places = Counting.AddTo(library, Path.Combine(Libraries, Paths.Program));
        Assert.True(places > 0, $"{library} has no scratch calls that could be counted: {weave.Output}");
        TestContext.Current.SendDiagnosticMessage($"{Path.GetFileNameWithoutExtension(library)}: {weave.Output.Trim().Split('\n')[^1]}; {places} places are counted");
    }

    public void Dispose() => folder.Delete(recursive: true);

    static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles()) file.CopyTo(Path.Combine(to, file.Name));
        foreach (var child in from.EnumerateDirectories()) Copy(child, Path.Combine(to, child.Name));
    }
}
