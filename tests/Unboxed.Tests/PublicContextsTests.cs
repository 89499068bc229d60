using System.Diagnostics;
using System.Text.Json.Nodes;
using Unboxed.CompilerServices;

namespace Unboxed.Tests;

/// <summary>The run-time support without access to the fields of the thread: the same tests, in a process of their own.</summary>
public class PublicContextsTests
{
    const string Switch = "Unboxed.PublicContexts";

    [Fact]
    public void The_switch_decides_how_the_contexts_are_read() =>
        Assert.Equal(!(AppContext.TryGetSwitch(Switch, out bool isPublic) && isPublic), Fence.Direct);

    [Fact]
    public async Task All_tests_pass_with_the_public_properties_too()
    {
        if (!Fence.Direct) Assert.Skip("This is the process that runs with the public properties.");
        var directory = AppContext.BaseDirectory;
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "Unboxed.Tests.runtimeconfig.json"), TestContext.Current.CancellationToken))!;
        var options = settings["runtimeOptions"]!.AsObject();
        options["configProperties"] ??= new JsonObject();
        options["configProperties"]![Switch] = true;
        var path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.runtimeconfig.json");
        await File.WriteAllTextAsync(path, settings.ToJsonString(), TestContext.Current.CancellationToken);
        try
        {
            var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
            {
                RedirectStandardOutput = true,
                WorkingDirectory = directory,
                ArgumentList = { "exec", "--runtimeconfig", path, Path.Combine(directory, "Unboxed.Tests.dll"), "-noLogo", "-noColor" },
            };
            using var process = Process.Start(start)!;
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, output);
            Assert.Contains("Skipped: 1", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
