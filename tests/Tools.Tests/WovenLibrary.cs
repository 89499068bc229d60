using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Xunit;

namespace Unboxed.Tools.Tests;

/// <summary>The processed assembly as the compiler has written it, and woven by the command line, each loaded on its own.</summary>
public sealed class WovenLibrary : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("unboxed").FullName;

    public WovenLibrary()
    {
        string processed = FileOf("Processed"), woven = Path.Combine(folder, Path.GetFileName(processed));
        Weave(processed, woven);
        Unwoven = new Context(processed).LoadFromAssemblyPath(processed);
        Woven = new Context(woven).LoadFromAssemblyPath(woven);
    }

    public Assembly Unwoven { get; }

    public Assembly Woven { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    static string FileOf(string key) =>
        Path.GetFullPath(typeof(WovenLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!);

    static void Weave(string input, string output)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { FileOf("Weaver"), "weave", input, "-o", output }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, text + errors.Result);
    }

    sealed class Context(string path) : AssemblyLoadContext(path)
    {
        protected override Assembly? Load(AssemblyName assemblyName) => null;
    }
}
