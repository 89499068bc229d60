using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class AbiTests
{
    [Fact]
    public void This_runtime_has_what_scratch_calls_need()
    {
        Assert.True(Fence.HasFields());
        Assert.True(RunningTask.HasField());
        Assert.True(Abi.IsServed);
    }

    [Fact]
    public async Task A_switch_makes_all_calls_ordinary_ones()
    {
        var (code, output) = await Child.RunAsync(nameof(ProcessCode.OrdinaryCalls));
        Assert.Equal((0, "False"), (code, output.Trim()));
    }

    [Theory]
    [InlineData("DOTNET_MODIFIABLE_ASSEMBLIES", "debug", "False")]
    [InlineData("DOTNET_MODIFIABLE_ASSEMBLIES", "none", "True")]
    // Without a debugger no code can be edited.
    [InlineData("COMPlus_ForceENC", "1", "True")]
    [InlineData("DOTNET_WATCH", "1", "True")]
    public async Task Where_hot_reload_is_on_all_calls_are_ordinary_ones(string variable, string value, string isServed)
    {
        var (code, output) = await Child.RunAsync(nameof(ProcessCode.IsServed), (variable, value));
        Assert.Equal((0, isServed), (code, output.Trim()));
    }

    [Fact]
    public async Task A_switch_keeps_scratch_calls_where_hot_reload_is_on()
    {
        var (code, output) = await Child.RunAsync(nameof(ProcessCode.ScratchCalls), ("DOTNET_MODIFIABLE_ASSEMBLIES", "debug"));
        Assert.Equal((0, "True"), (code, output.Trim()));
    }

    /// <summary>A proxy over all interfaces of a woven object gives what it has not been told to give: default values.</summary>
    [Fact]
    public void What_a_proxy_gives_and_passes_means_the_ordinary_call()
    {
        Assert.Equal(default, Answer.Declined);
        Assert.Equal(default, Companion.Take(null));
        var none = default(ScratchHandle);
        Assert.False(Companion.IsOffered(ref none));
        Scratch scratch = default;
        scratch.Begin(CurrentThread.Known(default), null, 0);
        var copy = scratch.Handle;
        Assert.True(Companion.IsOffered(ref scratch.Handle));
        Assert.False(Companion.IsOffered(ref copy));
        scratch.End();
        Assert.False(Companion.IsOffered(ref scratch.Handle));
        // Copies may lie where the scratch space has been, one behind the other.
        Unsafe.Add(ref scratch.Handle, 1) = scratch.Handle;
        Assert.False(Companion.IsOffered(ref scratch.Handle));
    }

    [Fact]
    public void What_a_companion_answers_is_what_its_caller_takes()
    {
        Answer[] answers = [Answer.Declined, Answer.Completed, Answer.Pending, Answer.Faulted, Answer.HandedBack];
        Assert.Equal(answers, answers.Select(answer => Companion.Take(Companion.Give(answer))));
    }

    [Fact]
    public void A_companion_takes_receivers_of_exactly_its_class()
    {
        Assert.True(Companion.IsExactly<ArgumentException>(new ArgumentException()));
        Assert.False(Companion.IsExactly<ArgumentException>(new ArgumentNullException()));
    }

    [Fact]
    public void A_frame_may_have_64_KB_of_words()
    {
        Assert.True(Companion.Fits(64 * 1024 / 8));
        Assert.False(Companion.Fits(64 * 1024 / 8 + 1));
    }
}
