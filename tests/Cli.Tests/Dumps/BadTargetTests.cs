using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests.Dumps;

/// <summary>What <c>unboxed dump</c> cannot read: one line that says what it is and what to do.</summary>
public sealed class BadTargetTests(WaitingProcess process) : IClassFixture<WaitingProcess>
{
    static void MustFail(string input, string problem, params string[] options)
    {
        var outcome = CommandLine.Run(["dump", input, .. options]);
        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        string line = Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("unboxed: error: ", line, StringComparison.Ordinal);
        Assert.Contains(problem, line, StringComparison.Ordinal);
    }

    [Fact]
    public void No_such_process() => MustFail(int.MaxValue.ToString(CultureInfo.InvariantCulture), "there is no process of that number");

    [Fact]
    public void This_process() => MustFail(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "it is this program itself");

    [Fact]
    public void No_such_file() => MustFail("none.core", "there is no such file");

    [Fact]
    public void A_folder() => MustFail(Path.GetTempPath().TrimEnd('/', '\\'), "it is a folder");

    public static TheoryData<string, byte[]> Strangers => new()
    {
        { "text", "No dump, but a text of some length."u8.ToArray() },
        { "empty", [] },
        { "program", [0x7F, .. "ELF"u8, 2, 1, 1, .. new byte[9], 3, 0, .. new byte[200]] },
    };

    [Theory, MemberData(nameof(Strangers))]
    public void A_file_that_is_no_dump(string name, byte[] content)
    {
        using var folder = new Folder();
        MustFail(folder.Write(name, content), "it is no dump");
    }

    [Theory, InlineData(64), InlineData(300), InlineData(5000), InlineData(1 << 20)]
    public void A_dump_that_is_cut_off(int bytes)
    {
        if (process.WhyNoDump is { } reason) Assert.Skip($"No dump can be made here: {reason}");
        using var folder = new Folder();
        folder.Write("core", Front(bytes));
        var outcome = CommandLine.Run("dump", folder["core"]);
        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_dump_of_another_architecture()
    {
        if (process.WhyNoDump is { } reason) Assert.Skip($"No dump can be made here: {reason}");
        bool isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        if (!OperatingSystem.IsLinux() || (!isArm && RuntimeInformation.ProcessArchitecture != Architecture.X64)) Assert.Skip("The header of dumps here is not one that the test knows.");
        using var folder = new Folder();
        byte[] front = Front(1 << 20);
        // e_machine of the ELF header: EM_X86_64 or EM_AARCH64.
        front[18] = isArm ? (byte)0x3E : (byte)0xB7;
        MustFail(folder.Write("core", front), "and this program runs on");
    }

    /// <summary>The beginning of the dump.</summary>
    byte[] Front(int bytes)
    {
        byte[] front = new byte[bytes];
        using var whole = File.OpenRead(process.Core);
        whole.ReadExactly(front);
        return front;
    }

    [Fact]
    public void A_dump_without_the_heap()
    {
        using var folder = new Folder();
        if (process.Dump("--triage", folder["core"]) is { } reason) Assert.Skip($"No dump can be made here: {reason}");
        MustFail(folder["core"], "it does not contain the heap");
    }

    [Fact]
    public void A_process_without_a_runtime()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There is no such program here.");
        using var native = Process.Start("sleep", "60");
        try
        {
            var outcome = CommandLine.RunApart("dump", native.Id.ToString(CultureInfo.InvariantCulture));
            if (outcome.Error.Contains("it cannot be attached to", StringComparison.Ordinal)) Assert.Skip(outcome.Error);
            Assert.Equal(1, outcome.Code);
            Assert.Contains("no .NET runtime is loaded in it", outcome.Error, StringComparison.Ordinal);
        }
        finally
        {
            native.Kill();
        }
    }

    [Fact]
    public void A_debugging_library_that_is_none()
    {
        if (process.WhyNoDump is { } reason) Assert.Skip($"No dump can be made here: {reason}");
        using var folder = new Folder();
        MustFail(process.Core, "there is no such file", "--dac", folder["none.so"]);
        MustFail(process.Core, "does not read it", "--dac", folder.Write("libmscordaccore.so", new byte[100]));
    }

    [Fact]
    public void A_folder_of_assemblies_that_is_none() => MustFail("1", "there is no such folder", "--assemblies", "none");

    [Fact]
    public void A_limit_of_nothing() => Assert.Contains("--limit takes a number from 1", CommandLine.Run("dump", "1", "--limit", "0").Error, StringComparison.Ordinal);
}
