using System.Reflection.PortableExecutable;
using Mono.Cecil;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests;

/// <summary>What cannot be woven: one line that names the file, what is wrong and what to do, and not a byte is changed.</summary>
public sealed class BadInputTests
{
    /// <summary>Weaves into another folder and in place; both have to fail in the same way and leave everything as it was.</summary>
    static void MustFail(Folder folder, string input, IEnumerable<string> said, params string[] options)
    {
        var before = folder.Content();
        foreach (string output in new[] { folder["out/Sample.dll"], input })
        {
            var outcome = CommandLine.Weave(input, output, ["--mark", .. options]);
            Assert.Equal((1, ""), (outcome.Code, outcome.Output));
            string line = Assert.Single(outcome.Error.TrimEnd().Split('\n'));
            Assert.All(said, part => Assert.Contains(part, line, StringComparison.Ordinal));
            Assert.Equal(before, folder.Content());
        }
    }

    [Fact]
    public void A_missing_file()
    {
        using var folder = new Folder();
        MustFail(folder, folder["None.dll"], [folder["None.dll"], "no such file"]);
    }

    public static TheoryData<string, byte[], string> Strangers => new()
    {
        { "text", "Not an assembly, but a text of some length."u8.ToArray(), "not a .NET assembly" },
        { "empty", [], "it is empty, or not a regular file" },
        { "elf", [0x7F, .. "ELF"u8, 2, 1, 1, .. new byte[200]], "not a .NET assembly" },
        { "native", Damage(WithoutCliHeader), "native image" },
        { "half", Damage(image => image[..(image.Length / 2)]), "not a .NET assembly" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void A_file_that_is_no_assembly(string name, byte[] content, string said)
    {
        using var folder = new Folder();
        string input = folder.Write(name + ".dll", content);
        MustFail(folder, input, [input, said]);
    }

    static byte[] Damage(Func<byte[], byte[]> change)
    {
        using var folder = new Folder();
        return change(File.ReadAllBytes(new Sample().CompileInto(folder.Path)));
    }

    /// <summary>A native image: the directory entry of the CLI header is the fifteenth (ECMA-335 partition II, 25.2.3.3).</summary>
    static byte[] WithoutCliHeader(byte[] image)
    {
        int optionalHeader = BitConverter.ToInt32(image, 0x3C) + 24;
        int directories = optionalHeader + (BitConverter.ToInt16(image, optionalHeader) == 0x20B ? 112 : 96);
        Array.Clear(image, directories + (14 * 8), 8);
        return image;
    }

    /// <summary>As if not all of its code were IL: the flags of the CLI header (ECMA-335 partition II, 25.3.3.1).</summary>
    static byte[] WithNativeCode(byte[] image)
    {
        using var reader = new PEReader(new MemoryStream(image));
        image[reader.PEHeaders.CorHeaderStartOffset + 16] &= 0xFE;
        return image;
    }

    [Fact]
    public void A_mixed_mode_assembly()
    {
        using var folder = new Folder();
        string input = folder.Write("Sample.dll", Damage(WithNativeCode));
        MustFail(folder, input, [input, "mixed-mode"]);
    }

    [Fact]
    public void A_method_with_bytes_that_are_no_instruction()
    {
        using var folder = new Folder();
        string input = new Sample { More = "class Junk { int Number() => 0x7EDCBA98; }" }.CompileInto(folder.Path);
        byte[] image = File.ReadAllBytes(input);
        int at = image.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x20, 0x98, 0xBA, 0xDC, 0x7E]);
        image[at] = 0xA6;
        File.WriteAllBytes(input, image);
        MustFail(folder, input, [input, "no instruction (Junk.Number at IL_0000)", "before"]);
    }

    [Theory]
    [InlineData(".NETStandard,Version=v2.0", "netstandard2.0")]
    [InlineData(".NETFramework,Version=v4.8", "net48")]
    [InlineData(".NETCoreApp,Version=v3.1", "netcoreapp3.1")]
    [InlineData(".NETCoreApp,Version=v6.0", "net6.0")]
    public void An_assembly_for_an_older_framework(string framework, string named)
    {
        using var folder = new Folder();
        string input = new Sample { Framework = framework }.CompileInto(folder.Path);
        MustFail(folder, input, [input, $"built for {named}", "net8.0 or later"]);
    }

    [Fact]
    public void A_framework_that_is_not_named_is_seen_from_the_references()
    {
        using var folder = new Folder();
        string input = new Sample { Framework = null }.CompileInto(folder.Path);
        Assert.Equal(0, CommandLine.Weave(input, folder["out/Sample.dll"], "--mark").Code);
        using (var module = ModuleDefinition.ReadModule(input, new() { InMemory = true }))
        {
            foreach (var reference in module.AssemblyReferences) reference.Version = new(4, 2, 2, 0);
            module.Write(input);
        }
        MustFail(folder, input, [input, "names no target framework"]);
    }

    [Fact]
    public void A_missing_reference_that_is_needed()
    {
        using var folder = new Folder();
        string library = new Sample { Assembly = "Base", IsLibraryAlone = true, More = "public static class Library { public static System.Threading.Tasks.Task GetAsync() => null; }" }.CompileInto(folder["library"]);
        string input = new Sample { More = "public static class User { public static async System.Threading.Tasks.Task UseAsync() => await Library.GetAsync(); }", References = [library] }.CompileInto(folder["in"]);
        MustFail(folder, input, [input, "needs Base, Version=0.0.0.0", "-r"]);
        var outcome = CommandLine.Weave(input, folder["out/Sample.dll"], "--mark", "-r", folder["library"]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
    }

    [Fact]
    public void A_folder_of_references_that_is_missing()
    {
        using var folder = new Folder();
        MustFail(folder, new Sample().CompileInto(folder.Path), [folder["nowhere"], "no such folder"], "-r", folder["nowhere"]);
    }

    [Fact]
    public void An_assembly_that_has_been_woven()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder.Path);
        Assert.Equal(0, CommandLine.Weave(input, input, "--mark").Code);
        MustFail(folder, input, ["Sample.dll", "woven already", "what the compiler has written"]);
    }

    [Theory]
    [InlineData("public const int Version = 99;", "0.1.0.0", "the ABI 99")]
    [InlineData("", "0.1.0.0", "the ABI of before there were numbers")]
    public void A_support_library_of_another_ABI(string abi, string version, string said)
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder.Path);
        Support(abi, version).CompileInto(folder["support"]);
        MustFail(folder, input, ["Sample.dll", said, "one version"], "-r", folder["support"]);
    }

    [Fact]
    public void A_support_library_that_is_older_than_the_one_referenced()
    {
        using var folder = new Folder();
        string newer = Support("public const int Version = 1;", "9.0.0.0").CompileInto(folder["newer"]);
        string input = new Sample { More = "[assembly: Unboxed.ScratchSpace]", References = [newer] }.CompileInto(folder["in"]);
        MustFail(folder, input, ["Sample.dll", "references Unboxed 9.0.0.0", "older", "Update"]);
    }

    static Sample Support(string abi, string version) => new()
    {
        Assembly = "Unboxed",
        IsLibraryAlone = true,
        More = $$"""
            [assembly: System.Reflection.AssemblyVersion("{{version}}")]
            namespace Unboxed { public sealed class ScratchSpaceAttribute : System.Attribute; }
            namespace Unboxed.CompilerServices { public static class Abi { {{abi}} } }
            """,
    };

    public static TheoryData<byte[]?, string> BadKeys => new()
    {
        { null, "no such file. Give --key" },
        { "a text"u8.ToArray(), "not a strong-name key pair" },
        { Keys.Create().Public, "public key alone" },
    };

    [Theory]
    [MemberData(nameof(BadKeys))]
    public void A_key_that_cannot_sign(byte[]? content, string said)
    {
        using var folder = new Folder();
        if (content is not null) folder.Write("key.snk", content);
        MustFail(folder, new Sample().CompileInto(folder.Path), [folder["key.snk"], said], "--key", folder["key.snk"]);
    }

    [Fact]
    public void An_output_that_cannot_be_written()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]);
        Directory.CreateDirectory(folder["out/Sample.dll"]);
        var before = folder.Content();
        var outcome = CommandLine.Weave(input, folder["out/Sample.dll"], "--mark");
        Assert.Equal(1, outcome.Code);
        Assert.Contains($"{folder["out/Sample.dll"]}: the woven assembly cannot be written there, for it is a folder", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(before, folder.Content());
    }
}
