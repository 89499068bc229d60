using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Benchmarks.Cold;

/// <summary>The generated program as one of its variants, as it is built and as it is published with <c>PublishReadyToRun</c>.</summary>
/// <param name="Jit">The assembly as it is built, of IL alone.</param>
/// <param name="ReadyToRun">The assembly with native code beside its IL; null where there is none.</param>
sealed record GeneratedProgram(string Jit, string? ReadyToRun)
{
    public const string Plain = "plain", Woven = "woven", RuntimeAsync = "runtimeasync", Floor = "floor";

    public static string Metadata(string key) => typeof(GeneratedProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    public static GeneratedProgram Build(string variant)
    {
        string folder = Path.Combine(Metadata("Generated"), variant), project = Path.Combine(folder, variant + ".csproj");
        // The ahead-of-time compiler of .NET 10 fails with what has been compiled for runtime-async.
        bool isPublished = variant != RuntimeAsync;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), GeneratedSource.Of(variant));
        File.WriteAllText(project, Project(variant, isPublished));
        Build(isPublished ? "publish" : "build", project);
        string built = Path.Combine(folder, "built"), name = variant + ".dll";
        return new(Path.Combine(built, name), isPublished ? Path.Combine(folder, "published", name) : null);
    }

    static string Project(string variant, bool isPublished) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          {(variant == RuntimeAsync ? """<Import Project="$(UnboxedRepositoryRoot)benchmarks/Variants/RuntimeAsync.props" />""" : "")}
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <AssemblyName>{variant}</AssemblyName>
            <OutputPath>built/</OutputPath>
            <PublishDir>published/</PublishDir>
            <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
            <AppendRuntimeIdentifierToOutputPath>false</AppendRuntimeIdentifierToOutputPath>
            <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
            <SelfContained>false</SelfContained>
            <PublishReadyToRun>{isPublished}</PublishReadyToRun>
            <InvariantGlobalization>true</InvariantGlobalization>
            <UnboxedWoven>{variant == Woven}</UnboxedWoven>
          </PropertyGroup>
          <ItemGroup>
            <Compile Include="Program.cs" />
            {(variant == Floor ? """<Compile Include="$(UnboxedRepositoryRoot)benchmarks/Floors/Handles.cs;$(UnboxedRepositoryRoot)benchmarks/Floors/Space.cs;$(UnboxedRepositoryRoot)benchmarks/Floors/ThreadContexts.cs;$(UnboxedRepositoryRoot)benchmarks/Floors/Thrown.cs" />""" : "")}
            <ProjectReference Include="$(UnboxedRepositoryRoot)benchmarks/Contracts/Contracts.csproj" />
          </ItemGroup>
        </Project>

        """;

    static void Build(string command, string project)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [command, project, "-c", "Release", "-nologo", "-v", "quiet"]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{project} cannot be built: {output}");
    }
}
