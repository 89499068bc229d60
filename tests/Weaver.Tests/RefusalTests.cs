using Fody;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Tests.Analysis.Support;
using Unboxed.Weaver.Tests.Diagnostics;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>Assemblies that the weaver refuses whoever calls it, the build or the command line.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(".NETStandard,Version=v2.0", "netstandard2.0")]
    [InlineData(".NETFramework,Version=v4.7.2", "net472")]
    [InlineData(".NETCoreApp,Version=v3.1", "netcoreapp3.1")]
    [InlineData(".NETCoreApp,Version=v7.0", "net7.0")]
    public void A_framework_before_net8_is_refused_with_what_to_do_in_a_project_of_several_targets(string framework, string name)
    {
        string message = Refused($"[assembly: System.Runtime.Versioning.TargetFramework(\"{framework}\")]");
        Assert.Contains($"it is built for {name}, and woven code needs net8.0 or later", message);
        Assert.Contains("under a condition on the target framework", message);
    }

    [Theory]
    [InlineData(".NETCoreApp,Version=v8.0")]
    [InlineData(".NETCoreApp,Version=v10.0")]
    public void Later_frameworks_are_woven(string framework) =>
        Assert.False(AssemblyWeaver.Weave(Snippet.Release($"{Told.Mark}[assembly: System.Runtime.Versioning.TargetFramework(\"{framework}\")] class C;").Module, new()).HasErrors);

    [Fact]
    public void A_reference_assembly_is_refused() => Assert.Contains("it is a reference assembly", Refused("[assembly: ReferenceAssembly]"));

    [Fact]
    public void An_assembly_named_as_the_run_time_support_is_refused()
    {
        var module = Snippet.Release(Told.Mark + "class C;").Module;
        module.Assembly.Name.Name = "Unboxed";
        Assert.Contains("it is named Unboxed", Assert.Throws<WeavingException>(() => AssemblyWeaver.Weave(module, new())).Message);
    }

    [Fact]
    public void What_is_not_marked_is_left_as_it_is() =>
        Assert.Empty(AssemblyWeaver.Weave(Snippet.Release("[assembly: ReferenceAssembly] class C;").Module, new()).AwaitSites);

    [Fact]
    public void A_second_element_in_the_configuration_is_refused()
    {
        using var folder = new Folder();
        string path = folder.Write("<Weavers><Unboxed Report='off'/><Other/><Unboxed Lint='error'/></Weavers>");
        string message = Assert.Throws<WeavingException>(() => ConfigurationFile.Check(null, folder.Path)).Message;
        Assert.Contains(path, message);
        Assert.Contains("a second <Unboxed> element", message);
    }

    [Theory]
    [InlineData("<Weavers><Unboxed/><Other/></Weavers>")]
    [InlineData("<Weavers/>")]
    [InlineData("<Weavers")]
    [InlineData(null)]
    public void Any_other_configuration_is_not(string? content)
    {
        using var folder = new Folder();
        if (content is not null) folder.Write(content);
        ConfigurationFile.Check(folder.Path, folder.Path);
    }

    /// <summary>As Fody calls it.</summary>
    [Fact]
    public void The_add_in_looks_at_the_configuration()
    {
        using var folder = new Folder();
        folder.Write("<Weavers><Unboxed/><Unboxed/></Weavers>");
        var weaver = new ModuleWeaver { ProjectDirectoryPath = folder.Path, ModuleDefinition = Snippet.Release("class C;").Module };
        Assert.Contains("a second <Unboxed> element", Assert.Throws<WeavingException>(weaver.Execute).Message);
    }

    static string Refused(string attributes)
    {
        var snippet = Snippet.Release(Told.Mark + attributes + " class C;");
        string message = Assert.Throws<WeavingException>(() => AssemblyWeaver.Weave(snippet.Module, new())).Message;
        Assert.StartsWith("Snippet.dll cannot be woven: ", message, StringComparison.Ordinal);
        return message;
    }

    sealed class Folder : IDisposable
    {
        internal string Path { get; } = Directory.CreateTempSubdirectory("unboxed").FullName;

        internal string Write(string content)
        {
            string path = System.IO.Path.Combine(Path, "FodyWeavers.xml");
            File.WriteAllText(path, content);
            return path;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
