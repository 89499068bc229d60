using Microsoft.CodeAnalysis.Emit;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests;

/// <summary>Symbols that cannot be used are no reason not to weave: a note says so, and the output has none.</summary>
public sealed class SymbolTests
{
    static void MustWeaveWithout(Folder folder, string input, string said)
    {
        var outcome = CommandLine.Weave(input, folder["out/Sample.dll"], "--mark");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        string note = Assert.Single(outcome.Output.Split('\n'), line => line.StartsWith("note: ", StringComparison.Ordinal));
        Assert.Contains(said, note, StringComparison.Ordinal);
        Assert.Contains("the output has no symbols", note, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["out/Sample.pdb"]));
        Assert.Equal(Sample.Expected, Sample.Run(folder["out/Sample.dll"]));
    }

    public static TheoryData<string, Func<byte[], byte[]>> Damages => new()
    {
        { "truncated", content => content[..(content.Length / 2)] },
        { "cut short", content => content[..8] },
        { "garbage", content => [.. "BSJB"u8, .. Enumerable.Repeat((byte)0xA5, content.Length - 4)] },
        { "empty", _ => [] },
        { "zeros behind the headers", content => [.. content[..300], .. new byte[content.Length - 300]] },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damaged_symbols(string name, Func<byte[], byte[]> damage)
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]);
        File.WriteAllBytes(folder["in/Sample.pdb"], damage(File.ReadAllBytes(folder["in/Sample.pdb"])));
        MustWeaveWithout(folder, input, name == "empty" ? "it is empty" : "Sample.pdb");
    }

    [Fact]
    public void Symbols_that_are_a_folder()
    {
        using var folder = new Folder();
        string input = new Sample { Symbols = null }.CompileInto(folder["in"]);
        Directory.CreateDirectory(folder["in/Sample.pdb"]);
        MustWeaveWithout(folder, input, "Sample.pdb: it is a folder");
    }

    [Fact]
    public void Symbols_behind_a_link_that_leads_nowhere()
    {
        using var folder = new Folder();
        string input = new Sample { Symbols = null }.CompileInto(folder["in"]);
        File.CreateSymbolicLink(folder["in/Sample.pdb"], folder["none.pdb"]);
        MustWeaveWithout(folder, input, "Sample.pdb: it is a link that leads nowhere");
    }

    [Fact]
    public void Symbols_that_may_not_be_read()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("A privileged user may read every file, and Windows has other permissions.");
            return;
        }
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]);
        File.SetUnixFileMode(folder["in/Sample.pdb"], UnixFileMode.None);
        MustWeaveWithout(folder, input, "Sample.pdb: it cannot be read");
    }

    [Fact]
    public void Embedded_symbols_that_are_damaged()
    {
        using var folder = new Folder();
        string input = new Sample { Symbols = DebugInformationFormat.Embedded }.CompileInto(folder["in"]);
        byte[] image = File.ReadAllBytes(input);
        int start = image.AsSpan().IndexOf("MPDB"u8);
        image.AsSpan(start + 40, 60).Fill(0x5A);
        File.WriteAllBytes(input, image);
        MustWeaveWithout(folder, input, "Sample.dll are damaged");
    }

    /// <summary>Each byte in turn, a few at a time: what fails late as well.</summary>
    [Fact]
    public void Symbols_that_are_damaged_anywhere()
    {
        using var folder = new Folder();
        string input = new Sample().CompileInto(folder["in"]);
        byte[] symbols = File.ReadAllBytes(folder["in/Sample.pdb"]);
        int late = 0;
        for (int at = 4; at < symbols.Length; at += 113)
        {
            byte[] damaged = [.. symbols];
            damaged[at] ^= 0xFF;
            File.WriteAllBytes(folder["in/Sample.pdb"], damaged);
            var outcome = CommandLine.Weave(input, folder["out/Sample.dll"], "--mark", "--verbose");
            if (outcome.Output.Contains("cannot be used", StringComparison.Ordinal)) late++;
            Assert.True((outcome.Code, outcome.Error) == (0, ""), $"{at}: {outcome.Error}");
        }
        Assert.Equal(Sample.Expected, Sample.Run(folder["out/Sample.dll"]));
        Assert.NotEqual(0, late);
    }

    /// <summary>Sound symbols are not blamed: what fails with them alone is a defect of the weaver.</summary>
    [Fact]
    public void A_failure_with_sound_symbols_is_told_as_it_is()
    {
        using var folder = new Folder();
        var request = new WeaveRequest(new Sample().CompileInto(folder["in"]), folder["out/Sample.dll"], []);
        Assert.Throws<InvalidOperationException>(() => AssemblyFileWeaver.WithSymbolsOrWithout(request, withSymbols => withSymbols ? throw new InvalidOperationException() : null!));
    }
}
