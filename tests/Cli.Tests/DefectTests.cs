using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests;

/// <summary>A defect of the program is told as one: nobody else is to blame for it.</summary>
public sealed class DefectTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void A_defect_has_an_exit_code_of_its_own_and_a_line_that_says_where_to_report_it(bool isVerbose, int leastLines)
    {
        using var error = new StringWriter();
        Assert.Equal(70, Guard.Run(error, "weave", isVerbose, () => throw new InvalidOperationException("one\ntwo")));
        string[] lines = error.ToString().TrimEnd().Split('\n');
        Assert.StartsWith("unboxed: defect: 'weave' ended with InvalidOperationException (one two). This is a defect of unboxed: report it at the issue tracker of Unboxed", lines[0], StringComparison.Ordinal);
        Assert.True(isVerbose ? lines.Length >= leastLines : lines.Length == leastLines);
        Assert.Equal(isVerbose, error.ToString().Contains("   at ", StringComparison.Ordinal));
        Assert.Equal(!isVerbose, lines[0].Contains("--verbose", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("weave", "-o", "out.dll", "--mark")]
    [InlineData("report")]
    [InlineData("explain", "TotalAsync")]
    public void No_command_ends_in_an_unhandled_exception(string command, params string[] more)
    {
        using var folder = new Folder();
        string input = command == "weave" ? new Sample().CompileInto(folder["in"]) : Samples.Shop;
        using var error = new StringWriter();
        string[] arguments = [command, input, .. more.Select(word => word == "out.dll" ? folder[word] : word)];
        int code = Commands.Root().Parse(arguments).Invoke(new() { Output = new Broken(), Error = error, EnableDefaultExceptionHandler = false });
        Assert.StartsWith($"unboxed: defect: '{command}' ended with InvalidOperationException (broken). ", Assert.Single(error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(70, code);
    }

    /// <summary>Refuses whatever is written.</summary>
    sealed class Broken : StringWriter
    {
        public override void Write(char value) => throw new InvalidOperationException("broken");

        public override void Write(char[] buffer, int index, int count) => throw new InvalidOperationException("broken");

        public override void Write(string? value) => throw new InvalidOperationException("broken");
    }

    [Theory]
    [InlineData("weave none.dll -o other.dll --verbose")]
    [InlineData("report none.dll --verbose")]
    [InlineData("--verbose explain none.dll A.B")]
    public void All_commands_know_the_option_and_what_the_user_can_mend_is_none(string line)
    {
        var outcome = CommandLine.Run(line.Split(' '));
        Assert.Equal(1, outcome.Code);
        Assert.Equal("unboxed: error: none.dll: there is no such file.", Assert.Single(outcome.Error.TrimEnd().Split('\n'))[..48]);
    }

    [Theory]
    [InlineData(28, "Make room")]
    [InlineData(122, "Make room")]
    [InlineData(unchecked((int)0x80070070), "Make room")]
    [InlineData(30, "read-only")]
    [InlineData(21, "Check the path")]
    public void A_problem_of_the_disk_is_not_one_of_permissions(int code, string remedy)
    {
        Assert.Contains(remedy, FileProblem.Remedy(new IOException("message", code)), StringComparison.Ordinal);
        Assert.Contains("permissions", FileProblem.Remedy(new UnauthorizedAccessException()), StringComparison.Ordinal);
    }
}
