using Mono.Cecil;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Tests.Runner;
using Unboxed.Weaver.Verification;
using Xunit;

namespace Unboxed.Weaver.Tests.Diagnostics;

/// <summary>A marked assembly in F#, with task expressions.</summary>
public sealed class FSharpTests
{
    public static TheoryData<string> Configurations => [.. Copies.Configurations];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Task_expressions_are_told_once_to_be_left_as_they_are(string configuration)
    {
        using var resolver = Resolver(configuration);
        using var module = Read(configuration, resolver);
        var report = AssemblyWeaver.Weave(module, new WeaverOptions());
        var told = Assert.Single(Told(report));
        Assert.Equal((DiagnosticId.FSharpTasks, Severity.Warning), (told.Id, told.Severity));
        Assert.Equal("The F# task expressions of FSharpAssembly stay as they are.", told.What);
        Assert.Empty(report.AwaitSites);
        Assert.False(report.HasErrors);
        var image = new MemoryStream();
        module.Write(image);
        using var written = ModuleDefinition.ReadModule(new MemoryStream(image.ToArray()), new() { AssemblyResolver = resolver });
        Assert.Empty(ModuleVerifier.Verify(written));
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void It_can_be_hidden(string configuration)
    {
        using var resolver = Resolver(configuration);
        using var module = Read(configuration, resolver);
        Assert.Empty(Told(AssemblyWeaver.Weave(module, new WeaverOptions { NoWarn = [DiagnosticId.FSharpTasks], DryRun = true })));
    }

    /// <summary>Without that base classes are missing: the compiler takes FSharp.Core from the SDK here, and it is none of the references of the build.</summary>
    static IEnumerable<Diagnostic> Told(WeavingReport report) => report.Diagnostics.Where(diagnostic => diagnostic.Id != DiagnosticId.MissingAncestor);

    static string Folder(string configuration) => Path.Combine(AppContext.BaseDirectory, "unwoven", configuration, "FSharp");

    static ReferenceResolver Resolver(string configuration) => new(File.ReadAllLines(Path.Combine(Folder(configuration), "FSharpAssembly.references.txt")));

    static ModuleDefinition Read(string configuration, IAssemblyResolver resolver) =>
        ModuleDefinition.ReadModule(Path.Combine(Folder(configuration), "FSharpAssembly.dll"), new() { AssemblyResolver = resolver, InMemory = true });
}
