using System.Text.Json;
using System.Text.Json.Nodes;
using Mono.Cecil;
using Xunit;

namespace Unboxed.Cli.Tests.Support;

/// <summary>An application of three assemblies: each refers to the one before.</summary>
sealed class SampleApplication : IDisposable
{
    internal Folder Folder { get; } = new();

    internal string Path => Folder["app"];

    internal string Woven => Folder["woven"];

    internal SampleApplication(string storeFramework = ".NETStandard,Version=v2.0")
    {
        string store = new Sample
        {
            Assembly = "Store",
            Framework = storeFramework,
            IsLibraryAlone = true,
            More = """
                using System.Threading.Tasks;
                public interface IStore { Task<int> LoadAsync(int key); }
                public sealed class Store : IStore { public async Task<int> LoadAsync(int key) { await Task.Yield(); return 2 * key; } }
                """,
        }.CompileInto(Path);
        string layer = new Sample
        {
            Assembly = "Layer",
            IsLibraryAlone = true,
            References = [store],
            More = """
                using System.Threading.Tasks;
                public sealed class Layer(IStore inner) : IStore { public async Task<int> LoadAsync(int key) => 1 + await inner.LoadAsync(key); }
                public enum Colour { Red }
                """,
        }.CompileInto(Path);
        new Sample
        {
            Assembly = "App",
            IsLibraryAlone = true,
            References = [store, layer],
            More = """
                using System.Threading.Tasks;
                public static class Entry
                {
                    public static async Task<int> RunAsync()
                    {
                        IStore store = new Layer(new Store());
                        int sum = 0;
                        for (int i = 0; i < 10; i++) sum += await store.LoadAsync(i);
                        return sum;
                    }
                }
                """,
        }.CompileInto(Path);
        new Sample { Assembly = "Plain", IsLibraryAlone = true, More = "public class Plain { }" }.CompileInto(Path);
        Folder.Write("app/readme.txt", "as it was"u8.ToArray());
        Folder.Write("app/runtimes/any/native/thing.dll", [1, 2, 3]);
        Runs(".NETCoreApp,Version=v10.0");
    }

    /// <summary>Writes the list of what is shipped.</summary>
    internal void Runs(string framework, params string[] more)
    {
        var libraries = new JsonObject();
        var target = new JsonObject();
        foreach (string file in (string[])["App.dll", "Layer.dll", "Store.dll", "Plain.dll", "Trimmed.dll", .. more])
        {
            string key = file.Replace('/', '.') + "/1.0.0";
            target[key] = file.Contains('/', StringComparison.Ordinal)
                ? new JsonObject { ["runtimeTargets"] = new JsonObject { [file] = new JsonObject { ["rid"] = "win", ["assetType"] = "runtime" } } }
                : new JsonObject { ["runtime"] = new JsonObject { ["lib/net10.0/" + file] = new JsonObject() } };
            libraries[key] = new JsonObject { ["type"] = file == "System.Thing.dll" ? "runtimepack" : "package" };
        }
        var root = new JsonObject { ["runtimeTarget"] = new JsonObject { ["name"] = framework }, ["targets"] = new JsonObject { [framework] = target }, ["libraries"] = libraries };
        Folder.Write("app/App.deps.json", JsonSerializer.SerializeToUtf8Bytes(root));
    }

    internal Outcome Weave(params string[] more) => CommandLine.Run(["weave", "--app", Path, "-o", Woven, .. more]);

    internal bool IsWoven(string name)
    {
        using var module = ModuleDefinition.ReadModule(System.IO.Path.Combine(Woven, name + ".dll"));
        return module.Assembly.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "WovenAttribute");
    }

    internal void MustRun() => Assert.Equal(100, Sample.Run(System.IO.Path.Combine(Woven, "App.dll")));

    public void Dispose() => Folder.Dispose();
}
