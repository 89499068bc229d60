namespace Unboxed.Fuzzing.Tests;

/// <summary>A short run of the concurrency stress; <c>tests/Stress</c> is a command for long ones.</summary>
public sealed class StressTests
{
    [Fact]
    public void Many_chains_at_once_keep_their_frames()
    {
        var run = ChildProcess.Run("Stress.dll", "--time", "6s");
        Assert.True(run.ExitCode == 0, run.Text);
    }
}
