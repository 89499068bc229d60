using System.Reflection;

namespace Unboxed.Compatibility.Tests;

/// <summary>Where things are.</summary>
static class Paths
{
    internal const string Program = "Compatibility.dll";

    /// <summary>Not <see cref="Environment.ProcessPath"/>: the tests may run in a host of another kind.</summary>
    internal static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    internal static string CommandLine { get; } = Named(nameof(CommandLine));

    /// <summary>The scenarios as they were compiled.</summary>
    internal static string Unwoven(string configuration) => Path.GetFullPath(Path.Combine(Named("Scenarios"), configuration, "net10.0"));

    static string Named(string key) => typeof(Paths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
