using System.Text.Json;
using System.Text.Json.Nodes;
using Mono.Cecil;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests;

/// <summary>What <c>unboxed weave --app</c> writes.</summary>
public sealed class ApplicationTests
{
    [Fact]
    public void All_that_an_application_ships_is_woven_together()
    {
        using var app = new SampleApplication();
        var before = app.Folder.Content();
        var outcome = app.Weave("-v", "detailed");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Equal(
            [
                "App: 1 await site: 1 scratch, 0 escapes, 0 boxed, 0 ordinary", "Layer: 1 await site: 1 scratch, 0 escapes, 0 boxed, 0 ordinary",
                "Plain: it has no async method, and no interface with one", "Store: 1 await site: 0 scratch, 0 escapes, 0 boxed, 1 ordinary", "3 assemblies woven, 1 with nothing to weave",
            ],
            outcome.Output.Trim().ReplaceLineEndings("\n").Split('\n'));
        app.MustRun();
        Assert.Equal("as it was", File.ReadAllText(app.Folder["woven/readme.txt"]));
        foreach (string file in (string[])["Plain.dll", "Plain.pdb", "runtimes/any/native/thing.dll"]) Assert.Equal(File.ReadAllBytes(app.Folder["app/" + file]), File.ReadAllBytes(app.Folder["woven/" + file]));
        using (var module = ModuleDefinition.ReadModule(app.Folder["woven/Layer.dll"], new() { ReadSymbols = true })) Assert.NotNull(module.SymbolReader);
        // Where nothing lists it, the host does not find it.
        Assert.Equal(File.ReadAllBytes(Sample.Support), File.ReadAllBytes(app.Folder["woven/Unboxed.dll"]));
        Assert.Contains("\"Unboxed.dll\"", File.ReadAllText(app.Folder["woven/App.deps.json"]), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFileSystemEntries(app.Folder.Path, "*", SearchOption.AllDirectories), file => file.EndsWith(".tmp", StringComparison.Ordinal) || file.EndsWith(".unboxed.json", StringComparison.Ordinal));
        foreach (var (file, hash) in before) Assert.Equal(hash, app.Folder.Content()[file]);

        // Of a woven application nothing is left to weave; one that is there is replaced.
        var again = CommandLine.Run("weave", "--app", app.Woven, "-o", app.Folder["again"]);
        Assert.Equal((0, "0 assemblies woven, 4 with nothing to weave"), (again.Code, again.Output.Trim()));
        Assert.Equal(0, app.Weave().Code);
        app.MustRun();
    }

    [Fact]
    public void The_list_alone_names_the_application()
    {
        using var app = new SampleApplication();
        new Sample { Assembly = "Plugin" }.CompileInto(app.Path);
        var outcome = CommandLine.Run("weave", "--app", app.Folder["app/App.deps.json"], "-o", app.Woven, "--json");
        Assert.Equal(0, outcome.Code);
        using var document = JsonDocument.Parse(outcome.Output);
        Assert.Equal(
            [("App", "woven"), ("Layer", "woven"), ("Plain", "nothing"), ("Store", "woven")],
            document.RootElement.GetProperty("assemblies").EnumerateArray().Select(row => (row.GetProperty("name").GetString()!, row.GetProperty("outcome").GetString()!)));
        Assert.False(app.IsWoven("Plugin"));
        using var record = JsonDocument.Parse(File.ReadAllBytes(app.Folder["woven/unboxed.app.json"]));
        Assert.Equal(["App.dll", "Layer.dll", "Plain.dll", "Store.dll"], record.RootElement.GetProperty("assemblies").EnumerateArray().Select(row => row.GetProperty("file").GetString()));
    }

    /// <summary>Those of net6.0 and before as well: what counts is what loads them.</summary>
    [Theory]
    [InlineData(".NETStandard,Version=v2.1")]
    [InlineData(".NETCoreApp,Version=v3.1")]
    [InlineData(".NETCoreApp,Version=v6.0")]
    public void A_library_for_an_older_framework_is_woven_for_that_of_the_application(string framework)
    {
        using var app = new SampleApplication(framework);
        Assert.Equal(0, app.Weave().Code);
        Assert.True(app.IsWoven("Store"));
        app.MustRun();
    }

    [Fact]
    public void A_library_for_the_other_framework_stays_as_it_is()
    {
        using var app = new SampleApplication(".NETFramework,Version=v4.8");
        var outcome = app.Weave();
        Assert.Equal(0, outcome.Code);
        Assert.Contains("Store stays as it is: ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("built for net48", outcome.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 assemblies woven, 1 with nothing to weave, 1 stays as it is", outcome.Output.Trim(), StringComparison.Ordinal);
        app.MustRun();
    }

    [Fact]
    public void An_application_for_an_older_framework_is_not_woven()
    {
        using var app = new SampleApplication();
        app.Runs(".NETCoreApp,Version=v6.0");
        var outcome = app.Weave();
        Assert.Contains("built for net6.0, and woven code needs net8.0 or later", outcome.Output, StringComparison.Ordinal);
        Assert.StartsWith("0 assemblies woven", outcome.Output.Trim().Split('\n')[^1], StringComparison.Ordinal);
        app.MustRun();
    }

    [Fact]
    public void Names_say_what_is_woven()
    {
        using var app = new SampleApplication();
        Assert.EndsWith("1 assembly woven", app.Weave("--include", "lay*").Output.Trim(), StringComparison.Ordinal);
        Assert.Equal((false, true, false), (app.IsWoven("App"), app.IsWoven("Layer"), app.IsWoven("Store")));
        app.MustRun();
        string output = app.Weave("--exclude", "S?ore", "--exclude", "Nobody").Output;
        Assert.Contains("note: --exclude Nobody matches no assembly that is shipped.", output, StringComparison.Ordinal);
        Assert.Equal((true, true, false), (app.IsWoven("App"), app.IsWoven("Layer"), app.IsWoven("Store")));
        app.MustRun();
        Assert.Equal("", app.Weave("-v", "q").Output);
        Assert.Equal("3 assemblies woven, 1 with nothing to weave", app.Weave("--verbosity", "MINIMAL").Output.Trim());
    }

    [Fact]
    public void Of_two_files_of_one_assembly_none_is_woven()
    {
        using var app = new SampleApplication();
        Directory.CreateDirectory(app.Folder["app/runtimes/win/lib"]);
        File.Copy(app.Folder["app/Store.dll"], app.Folder["app/runtimes/win/lib/Store.dll"]);
        app.Runs(".NETCoreApp,Version=v10.0", "runtimes/win/lib/Store.dll");
        var outcome = app.Weave();
        Assert.Contains("Store stays as it is: the application ships 2 files of it", outcome.Output, StringComparison.Ordinal);
        Assert.Equal((true, false), (app.IsWoven("Layer"), app.IsWoven("Store")));
        app.MustRun();
    }

    [Fact]
    public void The_framework_of_a_self_contained_application_stays_as_it_is()
    {
        using var app = new SampleApplication();
        new Sample { Assembly = "System.Thing" }.CompileInto(app.Path);
        app.Runs(".NETCoreApp,Version=v10.0", "System.Thing.dll");
        Assert.Equal(0, app.Weave().Code);
        Assert.False(app.IsWoven("System.Thing"));
        Assert.True(app.IsWoven("Layer"));
    }

    /// <summary>Assemblies whose reference to one another is a circle; what refers to them is woven.</summary>
    [Fact]
    public void A_circle_of_assemblies_stays_as_it_is()
    {
        using var app = new SampleApplication();
        string first = new Sample { Assembly = "Plain", IsLibraryAlone = true, More = "public class Plain { }" }.CompileInto(app.Folder["other"]);
        string other = new Sample { Assembly = "Other", IsLibraryAlone = true, References = [first], More = "public class Other : Plain { }" }.CompileInto(app.Path);
        new Sample
        {
            Assembly = "Plain",
            IsLibraryAlone = true,
            References = [other, app.Folder["app/Store.dll"]],
            More = "public class Plain { public Other? Other; public async System.Threading.Tasks.Task<int> LoadAsync(IStore store) => await store.LoadAsync(1); }",
        }.CompileInto(app.Path);
        app.Runs(".NETCoreApp,Version=v10.0", "Other.dll");
        var outcome = app.Weave();
        foreach (string name in (string[])["Other", "Plain"])
            Assert.Contains($"{name} stays as it is: it and others refer to one another in a circle (Other, Plain), so that none could be woven first.", outcome.Output, StringComparison.Ordinal);
        Assert.True(app.IsWoven("Store"));
        app.MustRun();
    }

    [Fact]
    public void A_damaged_assembly_stays_as_it_is()
    {
        using var app = new SampleApplication();
        string broken = app.Folder["app/Plain.dll"];
        byte[] image = File.ReadAllBytes(broken);
        File.WriteAllBytes(broken, image[..^200]);
        var outcome = app.Weave();
        Assert.Equal(0, outcome.Code);
        Assert.Matches("Plain stays as it is: .*damaged.*\n3 assemblies woven, 1 stays as it is", outcome.Output.ReplaceLineEndings("\n"));
        Assert.Equal(File.ReadAllBytes(broken), File.ReadAllBytes(app.Folder["woven/Plain.dll"]));
        app.MustRun();
    }

    [Theory]
    [InlineData("app", "own folder")]
    [InlineData("app/woven", "own folder, or in it")]
    [InlineData("full", "not empty")]
    [InlineData("file", "it is a file")]
    public void An_output_that_would_destroy_something(string output, string problem)
    {
        using var app = new SampleApplication();
        app.Folder.Write("full/something", [1]);
        app.Folder.Write("file", [1]);
        var before = app.Folder.Content();
        var outcome = CommandLine.Run("weave", "--app", app.Path, "-o", app.Folder[output]);
        Assert.Equal(1, outcome.Code);
        Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
        Assert.Equal(before, app.Folder.Content());
    }

    [Fact]
    public void What_is_no_application()
    {
        using var folder = new Folder();
        foreach (var (path, problem) in new[]
        {
            (folder["none"], "there is no such file"), (folder.Path, "neither a .deps.json nor one .runtimeconfig.json"),
            (folder.Write("wrong/wrong.deps.json", "{}"u8.ToArray()), "it is not the .deps.json of an application"),
            (folder.Write("list/list.deps.json", "[]"u8.ToArray()), "it is not the .deps.json of an application"),
            (folder.Write("half/half.deps.json", "{ \"runtimeTarget\""u8.ToArray()), "it is not the .deps.json of an application"),
            (folder.Write("object/object.deps.json", "{ \"runtimeTarget\": { \"name\": {} } }"u8.ToArray()), "it is not the .deps.json of an application"),
            (folder.Write("text/App.runtimeconfig.json", "{ \"runtimeOptions\": {} }"u8.ToArray()), "not the .deps.json"),
            (Path.GetDirectoryName(folder.Write("silent/App.runtimeconfig.json", "{ \"runtimeOptions\": {} }"u8.ToArray()))!, "does not say what the application runs on"),
            (Path.GetDirectoryName(folder.Write("broken/App.runtimeconfig.json", "{"u8.ToArray()))!, "does not say what the application runs on"),
            (Path.GetDirectoryName(folder.Write("empty/App.runtimeconfig.json", "{ \"runtimeOptions\": { \"tfm\": \"net10.0\" } }"u8.ToArray()))!, "it ships no assemblies"),
        })
        {
            var outcome = CommandLine.Run("weave", "--app", path, "-o", folder["out"]);
            Assert.Equal(1, outcome.Code);
            Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
        }
        var several = new Folder();
        several.Write("one.deps.json", [1]);
        several.Write("two.deps.json", [1]);
        Assert.Contains("several applications (one.deps.json, two.deps.json)", CommandLine.Run("weave", "--app", several.Path, "-o", folder["out"]).Error, StringComparison.Ordinal);
        several.Dispose();
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Theory]
    [InlineData("Give the assembly to weave, or an application with --app", "weave", "-o", "x")]
    [InlineData("one too many", "weave", "a.dll", "--app", "b", "-o", "x")]
    [InlineData("--key is for a single assembly", "weave", "--app", "b", "-o", "x", "--key", "k")]
    [InlineData("--include needs --app", "weave", "a.dll", "-o", "x", "--include", "k")]
    [InlineData("'loud' is no verbosity", "weave", "--app", "b", "-o", "x", "-v", "loud")]
    public void Options_that_do_not_fit(string problem, params string[] arguments)
    {
        var outcome = CommandLine.Run(arguments);
        Assert.NotEqual(0, outcome.Code);
        Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
    }

    /// <summary>What a build runs: nothing that has been woven is woven again, but for what refers to something that has changed.</summary>
    [Fact]
    public void A_build_weaves_again_what_has_changed()
    {
        using var app = new SampleApplication();
        string Target(string name) => app.Folder[$"obj/{name}/{name}.dll"];
        string list = app.Folder["list"], done = app.Folder["done"];
        string[] names = ["App", "Layer", "Store", "Plain"];
        void Write(string exclude = "") => File.WriteAllLines(list, ["project=App", "framework=.NETCoreApp,Version=v10.0", "include=", "exclude=" + exclude, .. names.Select(name => $"{app.Folder[$"app/{name}.dll"]}|{Target(name)}")]);
        Dictionary<string, DateTime> Run(string last)
        {
            var outcome = CommandLine.Run("weave-packages", list, "-o", done, "-r", Path.GetDirectoryName(Sample.Support)!);
            Assert.Equal((0, ""), (outcome.Code, outcome.Error));
            Assert.Equal("App: " + last, outcome.Output.Trim().Split('\n')[^1]);
            return names.Where(name => File.Exists(Target(name))).ToDictionary(name => name, name => File.GetLastWriteTimeUtc(Target(name)));
        }

        const string All = "3 assemblies woven, 1 with nothing to weave";
        Write();
        var first = Run(All);
        string told = File.ReadAllText(done);
        Assert.Equal(first, Run(All));
        Assert.Equal(told, File.ReadAllText(done));

        // What nothing refers to is woven alone; an entry that is no longer one counts for nothing, and neither does one without its file.
        File.Delete(Target("App"));
        File.WriteAllText(Target("Layer") + ".unboxed.json", "{");
        var second = Run(All);
        Assert.Equal((first["Store"], true, true), (second["Store"], second["App"] > first["App"], second["Layer"] > first["Layer"]));

        Write("Store");
        var third = Run("2 assemblies woven, 1 with nothing to weave");
        Assert.Equal(["App", "Layer"], third.Keys.Order());
        Assert.True(third["Layer"] > second["Layer"]);
        Assert.NotEqual(told, File.ReadAllText(done));
    }

    [Theory]
    [InlineData("project=App\nframework=x")]
    [InlineData("project=App\nframework=x\ninclude=\nexclude=")]
    [InlineData("project=App\nframework=.NETCoreApp,Version=v10.0\ninclude=\nexclude=\nfile")]
    [InlineData("project=App\nframework=.NETCoreApp,Version=v10.0\nexclude=\ninclude=")]
    public void A_list_that_is_none(string content)
    {
        using var folder = new Folder();
        var outcome = CommandLine.Run("weave-packages", folder.Write("list", System.Text.Encoding.UTF8.GetBytes(content)), "-o", folder["done"]);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("not the list of a build's packages", outcome.Error, StringComparison.Ordinal);
    }

    /// <summary>What was woven before stays, and the next run goes on there.</summary>
    [Fact]
    public void Where_a_file_cannot_be_written_the_run_fails_and_the_next_goes_on()
    {
        using var app = new SampleApplication();
        string list = app.Folder["list"], blocked = app.Folder["obj/Layer/Layer.dll"];
        File.WriteAllLines(list, ["project=App", "framework=.NETCoreApp,Version=v10.0", "include=", "exclude=", .. new[] { "Layer", "Store" }.Select(name => $"{app.Folder[$"app/{name}.dll"]}|{app.Folder[$"obj/{name}/{name}.dll"]}")]);
        app.Folder.Write("obj/Layer", [1]);
        string[] arguments = ["weave-packages", list, "-o", app.Folder["done"], "-r", Path.GetDirectoryName(Sample.Support)!];
        var outcome = CommandLine.Run(arguments);
        Assert.Equal(1, outcome.Code);
        Assert.Contains($"{blocked}: it cannot be written", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(app.Folder["done"]));
        Assert.True(File.Exists(app.Folder["obj/Store/Store.dll"]));
        File.Delete(app.Folder["obj/Layer"]);
        Assert.Equal("App: 2 assemblies woven", CommandLine.Run(arguments).Output.Trim());
        Assert.True(File.Exists(blocked));
    }
}
