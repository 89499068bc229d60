using System.Reflection;

namespace Unboxed.Scenarios.Tests;

/// <summary>Where things are.</summary>
static class Paths
{
    /// <summary>The scenarios, with the libraries as they are published.</summary>
    internal static string Published => AppContext.BaseDirectory;

    /// <summary>The scenarios.</summary>
    internal const string Program = "Scenarios.dll";

    /// <summary>Not <see cref="Environment.ProcessPath"/>: the tests may run in a host of another kind.</summary>
    internal static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    internal static string CommandLine { get; } = Named(nameof(CommandLine));

    internal static string Repository { get; } = Named(nameof(Repository));

    static string Named(string key) => typeof(Paths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
