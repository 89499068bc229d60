using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void There_is_a_script_for_each_shell(string shell)
    {
        var outcome = CommandLine.Run("completion", shell);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains("[suggest:", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unboxed report --only esc", "escapes")]
    [InlineData("unboxed rep", "report")]
    [InlineData("unboxed completion ba", "bash")]
    public void A_word_is_completed(string line, string word)
    {
        var outcome = CommandLine.Run($"[suggest:{line.Length}]", line);
        Assert.Equal((0, word), (outcome.Code, outcome.Output.Trim()));
    }

    [Fact]
    public void Another_shell_is_refused() => Assert.Equal(1, CommandLine.Run("completion", "tcsh").Code);
}
