using Unboxed.Cli.Terminal;
using Xunit;

namespace Unboxed.Cli.Tests;

public sealed class ProgressTests
{
    [Fact]
    public void Long_work_has_a_line_that_is_gone_in_the_end()
    {
        using var terminal = new Terminal();
        Assert.True(Progress.While(() => "weaving Shop.dll", () => terminal.Written.Wait(TimeSpan.FromSeconds(30)), terminal, TimeSpan.FromMilliseconds(1)));
        Assert.Contains("unboxed: weaving Shop.dll: 0 s", terminal.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\r\u001b[K", terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Short_work_has_none()
    {
        var terminal = new StringWriter();
        Assert.Equal(1, Progress.While(() => "weaving Shop.dll", () => 1, terminal, TimeSpan.FromHours(1)));
        Assert.Equal("", terminal.ToString());
    }

    sealed class Terminal : StringWriter
    {
        internal ManualResetEventSlim Written { get; } = new();

        public override void Write(string? value)
        {
            base.Write(value);
            Written.Set();
        }
    }
}
