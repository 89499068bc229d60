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

    [Fact]
    public void Another_shell_is_refused() => Assert.Equal(1, CommandLine.Run("completion", "tcsh").Code);
}
