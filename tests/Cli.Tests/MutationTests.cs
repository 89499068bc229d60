using System.Diagnostics;
using Xunit;

namespace Unboxed.Cli.Tests;

/// <summary>A thousand damaged assemblies, the same in every run: one line or a woven assembly, no stack trace, no hang, and no output that does not load where the input does.</summary>
public sealed class MutationTests
{
    [Fact]
    public void Damaged_assemblies_are_refused_or_load_as_before()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "Mutation.dll"), "--seed", "1", "--count", "1000"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
        // It was not all refused, nor all left alone by the damage.
        string[] counts = said.TrimEnd().Split('\n')[^1].Split([' ', ';', ','], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("1000", counts[0]);
        Assert.InRange(int.Parse(counts[3], System.Globalization.CultureInfo.InvariantCulture), 200, 700);
    }
}
