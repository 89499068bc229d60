using System.Globalization;

namespace Unboxed.Scenarios.Tests;

/// <summary>What a scenario has shown.</summary>
/// <param name="Transcript">Its lines.</param>
/// <param name="Suspended">How many scratch calls have suspended, by the assemblies of caller and callee.</param>
sealed record ScenarioRun(string Transcript, IReadOnlyDictionary<(string Caller, string Callee), int> Suspended)
{
    /// <summary>The exit code of a script that says why its server is not to be had.</summary>
    const int NotInstalled = 77;

    /// <summary>Runs a scenario in a process of its own. Where its server is not installed, the test is skipped.</summary>
    internal static ScenarioRun Of(Scenario scenario, string folder, params IEnumerable<(string Name, string Value)> environment)
    {
        List<string> command = [Paths.DotNet, Path.Combine(folder, Paths.Program), scenario.Name];
        if (scenario.Server is { } server) command.InsertRange(0, ["bash", Path.Combine(Paths.Repository, "eng", server)]);
        var process = ChildProcess.Run(command[0], command[1..], environment);
        if (scenario.Server is not null && process.ExitCode == NotInstalled) Assert.Skip(process.Error.Trim());
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} ended with {process.ExitCode}:\n{process.Output}{process.Error}");
        return new(process.Output, process.Error.Split(Environment.NewLine).Select(line => line.Split(' ')).Where(words => words is ["suspended", _, _, _])
            .ToDictionary(words => (words[1], words[2]), words => int.Parse(words[3], CultureInfo.InvariantCulture)));
    }

    internal string Counts => string.Join(", ", Suspended.Select(entry => $"{entry.Key.Caller} to {entry.Key.Callee} {entry.Value}"));
}
