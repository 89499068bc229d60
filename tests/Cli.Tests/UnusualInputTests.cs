using System.Diagnostics;
using Mono.Cecil;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests;

/// <summary>Files that are none, have no end, or cannot be what they are given as: one line, and nothing is written or waited for.</summary>
public sealed class UnusualInputTests
{
    static void MustFail(string said, params string[] command)
    {
        var run = Task.Run(() => CommandLine.Run(command));
        Assert.True(run.Wait(TimeSpan.FromMinutes(2)), "it does not end");
        Assert.Equal((1, ""), (run.Result.Code, run.Result.Output));
        string line = Assert.Single(run.Result.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("unboxed: error: ", line, StringComparison.Ordinal);
        Assert.Contains(said, line, StringComparison.Ordinal);
    }

    static void EachCommandMustFail(Folder folder, string said, string file)
    {
        MustFail(said, "weave", file, "-o", folder["out/x.dll"], "--mark");
        MustFail(said, "report", file);
        MustFail(said, "explain", file, "A.B");
    }

    static string Pipe(Folder folder)
    {
        using var process = Process.Start("mkfifo", folder["pipe"]);
        process.WaitForExit();
        return folder["pipe"];
    }

    [Fact]
    public void Devices_pipes_and_folders()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such files.");
            return;
        }
        using var folder = new Folder();
        foreach (string file in new[] { "/dev/zero", "/dev/null", Pipe(folder) }) EachCommandMustFail(folder, file + ": it is empty, or not a regular file", file);
        EachCommandMustFail(folder, "it is a folder", folder.Path);
        EachCommandMustFail(folder, "the path is empty", "");
        string input = new Sample().CompileInto(folder["in"]);
        foreach (string key in new[] { "/dev/zero", folder["pipe"] }) MustFail("not a regular file", "weave", input, "-o", folder["x.dll"], "--mark", "--key", key);
    }

    [Fact]
    public void A_file_that_may_not_be_read()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("A privileged user may read every file, and Windows has other permissions.");
            return;
        }
        using var folder = new Folder();
        string reference = new Sample { Assembly = "Library", IsLibraryAlone = true, More = "public interface IOther { System.Threading.Tasks.Task GoAsync(); }" }.CompileInto(folder["library"]);
        string input = new Sample { References = [reference], More = "public class Caller { public async System.Threading.Tasks.Task GoAsync(IOther other) => await other.GoAsync(); }" }.CompileInto(folder["in"]);
        string key = folder.Write("key.snk", Keys.Create().Pair);
        File.SetUnixFileMode(key, UnixFileMode.None);
        MustFail(key + ": it cannot be read", "weave", folder["none.dll"], "-o", folder["x.dll"], "--key", key);
        File.SetUnixFileMode(reference, UnixFileMode.None);
        MustFail(reference + ": it ", "weave", input, "-o", folder["x.dll"], "--mark", "-r", folder["library"]);
        File.SetUnixFileMode(input, UnixFileMode.None);
        EachCommandMustFail(folder, "Check its permissions", input);
    }

    public static TheoryData<Func<byte[], byte[]>> BadKeys => new()
    {
        key => key[..40],
        key => key[..^1],
        key => [.. key, 0],
        key => [.. key[..20], .. Enumerable.Repeat((byte)0x5A, key.Length - 20)],
        key => [.. key[..12], 0, 0, 0, 0x7F, .. key[16..]],
        key => [.. key[..300], (byte)(key[300] ^ 1), .. key[301..]],
        key => [.. key, .. new byte[100_000]],
    };

    [Theory]
    [MemberData(nameof(BadKeys))]
    public void Keys_that_are_damaged_are_found_before_weaving(Func<byte[], byte[]> damage)
    {
        using var folder = new Folder();
        string key = folder.Write("key.snk", damage(Keys.Create().Pair));
        // The input is missing too: the key is looked at first.
        MustFail(key + ": it", "weave", folder["none.dll"], "-o", folder["x.dll"], "--key", key);
    }

    [Theory]
    [InlineData(2, "it is not a .NET assembly")]
    [InlineData(90, "metadata")]
    public void A_truncated_assembly(int percent, string said)
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]);
        byte[] image = File.ReadAllBytes(input);
        File.WriteAllBytes(input, image[..(image.Length * percent / 100)]);
        EachCommandMustFail(folder, percent == 2 ? said : input + ": it", input);
    }

    /// <summary>A library, and the command that weaves what calls it.</summary>
    static (string Reference, string[] Command) WithReference(Folder folder)
    {
        var library = new Sample { Assembly = "Library", IsLibraryAlone = true, More = "public interface IOther { System.Threading.Tasks.Task GoAsync(); }" };
        string reference = library.CompileInto(folder["library"]);
        string input = new Sample { References = [reference], More = "public class Caller { public async System.Threading.Tasks.Task GoAsync(IOther other) => await other.GoAsync(); }" }.CompileInto(folder["in"]);
        return (reference, ["weave", input, "-o", folder["x.dll"], "--mark", "-r", folder["library"]]);
    }

    [Fact]
    public void A_reference_that_is_no_assembly_or_damaged_or_a_folder()
    {
        using var folder = new Folder();
        var (reference, command) = WithReference(folder);
        byte[] image = File.ReadAllBytes(reference);
        foreach (var (content, said) in new (byte[], string)[] { ("no assembly"u8.ToArray(), "is not a .NET assembly"), (image[..^700], ""), ([], ""), (image.AsSpan()[..^512].ToArray(), "") })
        {
            File.WriteAllBytes(reference, content);
            MustFail($"{reference}: it {(content.Length == 0 ? "is empty" : "was found for the reference to Library and ")}{said}", command);
        }
        File.Delete(reference);
        Directory.CreateDirectory(reference);
        MustFail("it needs Library,", command);
    }

    /// <summary>What one process has found in a file holds for as long as it is the same file.</summary>
    [Fact]
    public void A_reference_that_is_damaged_after_a_weave_and_mended_after_another()
    {
        using var folder = new Folder();
        var (reference, command) = WithReference(folder);
        byte[] image = File.ReadAllBytes(reference), damaged = [.. image];
        damaged.AsSpan(image.AsSpan().IndexOf("BSJB"u8), 4).Clear();
        for (int i = 0; i < 2; i++)
        {
            File.WriteAllBytes(reference, image);
            var woven = CommandLine.Run(command);
            Assert.Equal((0, ""), (woven.Code, woven.Error));
            File.WriteAllBytes(reference, damaged);
            MustFail($"{reference}: it was found for the reference to Library and is not a .NET assembly", command);
            MustFail($"{reference}: it was found for the reference to Library and is not a .NET assembly", command);
        }
    }

    [Fact]
    public void An_assembly_of_several_modules()
    {
        using var folder = new Folder();
        string input = Changed(folder, module => module.ModuleReferences.Add(new("other.netmodule")));
        // Cecil writes no row for a file that is not a resource's: the flag of one is taken away (ECMA-335 partition II, 23.1.6).
        File.WriteAllBytes(folder["other.netmodule"], [0]);
        input = Changed(folder, module => module.Resources.Add(new LinkedResource("data", ManifestResourceAttributes.Public, folder["other.netmodule"])), input);
        byte[] image = File.ReadAllBytes(input);
        Metadata.Change(image, System.Reflection.Metadata.Ecma335.TableIndex.File, 1, 0, 0);
        File.WriteAllBytes(input, image);
        MustFail("it consists of several modules", "weave", input, "-o", folder["out/x.dll"], "--mark");
    }

    [Fact]
    public void An_attribute_of_ours_whose_value_is_of_another_type()
    {
        using var folder = new Folder();
        string support = new Sample
        {
            Assembly = "Unboxed",
            IsLibraryAlone = true,
            More = "namespace Unboxed { public sealed class ScratchSpaceAttribute : System.Attribute { public string MaxScratchBytes { get; set; } } }",
        }.CompileInto(folder["support"]);
        string input = new Sample { More = "[assembly: Unboxed.ScratchSpace(MaxScratchBytes = \"many\")]", References = [support] }.CompileInto(folder["in"]);
        MustFail("[ScratchSpace] gives MaxScratchBytes a value of the type System.String, and not an int", "weave", input, "-o", folder["x.dll"]);
    }

    static string Changed(Folder folder, Action<ModuleDefinition> change, string? input = null)
    {
        input ??= new Sample { Symbols = null }.CompileInto(folder["in"]);
        using var module = ModuleDefinition.ReadModule(input, new() { InMemory = true });
        change(module);
        module.Write(input);
        return input;
    }
}
