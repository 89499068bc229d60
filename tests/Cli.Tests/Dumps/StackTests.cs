using System.Globalization;
using System.Text.Json;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests.Dumps;

/// <summary>What <c>unboxed dump</c> prints of a process that waits, read from the process itself and from a dump of it.</summary>
public sealed class StackTests(WaitingProcess process) : IClassFixture<WaitingProcess>
{
    /// <summary>A frame that is expected: its method, the mark of its await, and its variables as far as the code of both configurations keeps them.</summary>
    sealed record Expected(string Method, string Mark, bool IsWoven, params string[] Variables);

    string Target(bool isLive)
    {
        if (!isLive && process.WhyNoDump is { } reason) Assert.Skip($"No dump can be made here: {reason}");
        return isLive ? process.Id : process.Core;
    }

    string Run(bool isLive, params string[] options)
    {
        string[] arguments = ["dump", Target(isLive), .. options];
        var outcome = isLive ? CommandLine.RunApart(arguments) : CommandLine.Run(arguments);
        if (isLive && outcome.Error.Contains("it cannot be attached to", StringComparison.Ordinal)) Assert.Skip(outcome.Error);
        Assert.Equal(("", 0), (outcome.Error, outcome.Code));
        return outcome.Output;
    }

    JsonElement Stack(bool isLive, string root)
    {
        using var document = JsonDocument.Parse(Run(isLive, "--json"));
        Assert.Empty(document.RootElement.GetProperty("notes").EnumerateArray());
        return document.RootElement.GetProperty("stacks").EnumerateArray().Single(stack => stack.GetProperty("frames")[0].GetProperty("method").GetString() == $"DumpTarget.{root}").Clone();
    }

    static void Check(JsonElement stack, string waitsFor, params Expected[] frames)
    {
        Assert.Equal(waitsFor, stack.GetProperty("waitsFor").GetString());
        Assert.Equal(frames.Select(frame => frame.Method), stack.GetProperty("frames").EnumerateArray().Select(frame => frame.GetProperty("method").GetString()));
        Assert.All(stack.GetProperty("frames").EnumerateArray().Zip(frames), pair => Check(pair.First, pair.Second));
    }

    static void Check(JsonElement frame, Expected expected)
    {
        Assert.Equal(Marks.Place(expected.Mark), $"{Path.GetFileName(frame.GetProperty("file").GetString())}:{frame.GetProperty("line").GetInt32().ToString(CultureInfo.InvariantCulture)}");
        Assert.Equal(expected.IsWoven, frame.GetProperty("woven").GetBoolean());
        var variables = frame.GetProperty("variables").EnumerateArray().Select(Text).ToList();
        Assert.All(expected.Variables, variable => Assert.Contains(variable, variables));
        Assert.DoesNotContain(variables, variable => variable.StartsWith('<'));
    }

    static string Text(JsonElement variable) =>
        $"{variable.GetProperty("type").GetString()} {variable.GetProperty("name").GetString()}" + (variable.TryGetProperty("value", out var value) ? $" = {value.GetString()}" : "");

    [Theory, InlineData(true), InlineData(false)]
    public void A_chain_shows_its_frames_and_those_that_are_alike_are_counted(bool isLive)
    {
        using var document = JsonDocument.Parse(Run(isLive, "--json", "--method", "scenes.shopasync"));
        var stack = document.RootElement.GetProperty("stacks")[0];
        Assert.Equal(5, stack.GetProperty("count").GetInt32());
        Check(stack, "TaskCompletionSource<string>",
            new("DumpTarget.Scenes.ShopAsync", "shop", false, "int customer = 1"),
            new("DumpTarget.Retrying.LoadAsync", "inner", true, "DumpTarget.Retrying this", "int key = 1", "int attempt = 1"),
            new("DumpTarget.Disk.LoadAsync", "platter", true, "int key = 1", "int sector = 8"));
    }

    [Fact]
    public void Ungrouped_stacks_have_their_own_variables()
    {
        using var document = JsonDocument.Parse(Run(false, "--json", "--ungrouped"));
        var customers = document.RootElement.GetProperty("stacks").EnumerateArray().Select(stack => stack.GetProperty("frames")[0]).Where(frame => frame.GetProperty("method").GetString()!.EndsWith("ShopAsync", StringComparison.Ordinal))
            .Select(frame => frame.GetProperty("variables").EnumerateArray().Select(Text).Single(text => text.Contains("customer", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(1, 5).Select(number => $"int customer = {number}"), customers);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_recursion_has_a_frame_for_each_call(bool isLive) => Check(Recursions(isLive).Single(stack => stack.GetProperty("frames").GetArrayLength() == 6), "Task.Delay (01:00:00)",
        new("DumpTarget.Scenes.DeepAsync", "deep", false, "int depth = 3"),
        new("DumpTarget.Folders.CountAsync", "below", true, "string folder = \"root\"", "double weight = 3.5", "System.TimeSpan limit = 00:00:03", "DumpTarget.Urgency urgency = High"),
        new("DumpTarget.Folders.CountAsync", "below", true, "string folder = \"root/x\"", "double weight = 2.5"),
        new("DumpTarget.Folders.CountAsync", "below", true, "string folder = \"root/x/x\"", "double weight = 1.5"),
        new("DumpTarget.Folders.CountAsync", "leaf", true, "string folder = \"root/x/x/x\"", "double weight = 0.5"),
        new("DumpTarget.Folders.LeafAsync", "delay", true));

    [Fact]
    public void A_chain_beyond_all_sizes_is_read_from_its_arrays() => Assert.Contains(Recursions(false), stack => stack.GetProperty("frames").GetArrayLength() == 203);

    List<JsonElement> Recursions(bool isLive)
    {
        using var document = JsonDocument.Parse(Run(isLive, "--json", "--method", "DeepAsync"));
        return [.. document.RootElement.GetProperty("stacks").EnumerateArray().Select(stack => stack.Clone())];
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_box_over_a_root(bool isLive) => Check(Stack(isLive, "Scenes.OverAsync"), "TaskCompletionSource<string>",
        new("DumpTarget.Scenes.OverAsync", "over", false, "string title = \"a title\""),
        new("DumpTarget.Scenes.ShopAsync", "shop", false, "int customer = 4711"),
        new("DumpTarget.Retrying.LoadAsync", "inner", true, "int key = 4711"),
        new("DumpTarget.Disk.LoadAsync", "platter", true, "int sector = 37688"));

    [Theory, InlineData(true), InlineData(false)]
    public void A_chain_over_a_box(bool isLive) => Check(Stack(isLive, "Scenes.UnderAsync"), "TaskCompletionSource",
        new("DumpTarget.Scenes.UnderAsync", "under", false),
        new("DumpTarget.Caller.CallAsync", "caller", true),
        new("DumpTarget.Scenes.PlainAsync", "plain", false, "int number = 3", "string text = \"xxx\""));

    [Fact]
    public void A_frame_at_the_ordinary_call_beside_a_scratch_call() => Check(Stack(false, "Scenes.RemoteAsync"), "TaskCompletionSource<string>",
        new("DumpTarget.Scenes.RemoteAsync", "remote", false), new("DumpTarget.Retrying.LoadAsync", "inner", true, "int key = 6", "int attempt = 1"));

    /// <summary>An adapter whose room is free is in no stack.</summary>
    [Fact]
    public void A_call_through_an_adapter_is_between_its_caller_and_its_frames()
    {
        var stack = Stack(false, "Scenes.AdaptedAsync");
        Assert.Equal("TaskCompletionSource<string>", stack.GetProperty("waitsFor").GetString());
        Assert.Equal(
            ["DumpTarget.Scenes.AdaptedAsync", "(a call through an adapter)", "DumpTarget.Retrying.LoadAsync", "DumpTarget.Disk.LoadAsync"],
            stack.GetProperty("frames").EnumerateArray().Select(frame => frame.GetProperty("method").GetString()));
        Check(stack.GetProperty("frames")[0], new Expected("", "adapted", false));
        Check(stack.GetProperty("frames")[2], new Expected("", "inner", true, "int key = 12"));
    }

    [Fact]
    public void A_root_at_another_of_its_awaits_shows_no_frames_of_its_chain() => Check(Stack(false, "Scenes.OrdinaryAsync"), "TaskCompletionSource",
        new Expected("DumpTarget.Scenes.OrdinaryAsync", "ordinary", false, "string first = \"at once 8 1\"", "int kept = 11"));

    [Fact]
    public void A_frame_that_calls_again_has_its_callees_behind_it() => Check(Stack(false, "Scenes.AgainAsync"), "TaskCompletionSource<string>",
        new("DumpTarget.Scenes.AgainAsync", "again", false),
        new("DumpTarget.Prepared.LoadAsync", "prepared", true, "int key = 9"),
        new("DumpTarget.Retrying.LoadAsync", "inner", true, "int key = 10"),
        new("DumpTarget.Disk.LoadAsync", "platter", true, "int sector = 80"));

    [Fact]
    public void Variables_of_a_type_parameter() => Check(Stack(false, "Scenes.GenericAsync"), "TaskCompletionSource",
        new("DumpTarget.Scenes.GenericAsync", "generic", false),
        new("DumpTarget.Box<long>.OpenAsync<string>", "gate", true, "string note = \"a note\"", "int times = 3", "long mine = 77"));

    [Fact]
    public void A_source_is_named_by_its_type() => Check(Stack(false, "Scenes.SourceAsync"), "ValueTask source DumpTarget.Signal",
        new("DumpTarget.Scenes.SourceAsync", "source", false), new("DumpTarget.Waiting.WaitAsync", "signal", true));

    [Fact]
    public void An_async_iterator() => Check(Stack(false, "Scenes.IterateAsync"), "TaskCompletionSource",
        new("DumpTarget.Scenes.IterateAsync", "iterate", false), new("DumpTarget.Scenes.ManyAsync", "many", false, "int next = 5"));

    [Fact]
    public void A_local_function_with_what_it_captures() => Check(Stack(false, "Scenes.LocalAsync"), "TaskCompletionSource",
        new("DumpTarget.Scenes.LocalAsync", "local", false), new("DumpTarget.Scenes.LocalAsync.Inner", "inner local", true, "string captured = \"caught\"", "int count = 3"));

    [Fact]
    public void A_pooled_box() => Check(Stack(false, "Scenes.PoolingAsync"), "SemaphoreSlim.WaitAsync",
        new("DumpTarget.Scenes.PoolingAsync", "pooling", false), new("DumpTarget.Scenes.PooledAsync", "pooled", false, "int places = 8"));

    [Fact]
    public void A_method_that_waits_for_itself() => Check(Stack(false, "Scenes.CircleAsync"), "Scenes.CircleAsync, which waits for it: none of them can go on",
        new Expected("DumpTarget.Scenes.CircleAsync", "circle", false));

    [Fact]
    public void Combined_tasks_are_branches()
    {
        var stack = Stack(false, "Scenes.BothAsync");
        Check(stack, "Task.WhenAll", new Expected("DumpTarget.Scenes.BothAsync", "both", false));
        var branch = Assert.Single(stack.GetProperty("branches").EnumerateArray());
        Assert.Equal(2, branch.GetProperty("count").GetInt32());
        Check(branch, "TaskCompletionSource", new Expected("DumpTarget.Scenes.PlainAsync", "plain", false));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Text_has_callers_first(bool isLive)
    {
        string[] lines = Run(isLive, "--method", "Caller.CallAsync").Split('\n');
        Assert.Equal("27 pending async calls in 20 stacks, on .NET " + Environment.Version + "; 1 shown", lines[0].TrimEnd());
        var places = lines.Where(line => line.Contains(" at ", StringComparison.Ordinal)).Select(line => line.Trim());
        Assert.Equal([$"Scenes.UnderAsync at {Marks.Place("under")}", $"Caller.CallAsync at {Marks.Place("caller")} woven", $"Scenes.PlainAsync at {Marks.Place("plain")}"], places);
        Assert.Contains("  waits for TaskCompletionSource", lines.Select(line => line.TrimEnd()));
    }

    [Fact]
    public void A_limit_says_what_is_left_out()
    {
        string output = Run(false, "--limit", "1");
        Assert.Contains("5 stacks, with the variables of the first", output, StringComparison.Ordinal);
        Assert.EndsWith("more are left out: see --limit.", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_right_assemblies_there_are_names_alone()
    {
        using var folder = new Folder();
        // Another build, under the name of the one that is loaded.
        File.Copy(new Sample { Assembly = "DumpTarget" }.CompileInto(folder["built"]), folder["DumpTarget.dll"]);
        string output = Run(false, "--assemblies", folder.Path, "--method", "Scenes.ShopAsync");
        Assert.Contains($"note: {folder["DumpTarget.dll"]} is another build than the one that is loaded", output, StringComparison.Ordinal);
        Assert.Contains("  Retrying.LoadAsync woven", output.Split('\n').Select(line => line.TrimEnd()));
    }
}
