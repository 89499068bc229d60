using System.Diagnostics;
using System.Text;
using Mono.Cecil;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>What weaving takes grows with the size of a method, and of a program, and not with its square. In processor time, and alone: other tests would be counted.</summary>
[Collection(nameof(WeaveTimeTests))]
[CollectionDefinition(nameof(WeaveTimeTests), DisableParallelization = true)]
public sealed class WeaveTimeTests
{
    const int Few = 250, Many = 1000;

    /// <summary>Four times as much may take this many times as long; were it the square, it would be sixteen.</summary>
    const double LinearFactor = 8;

    /// <summary>Processes that run beside this one, and the collector, can double what one weave takes; not that of three pairs.</summary>
    const int Attempts = 3;

    const string Service = """
        [assembly: Unboxed.ScratchSpace]
        public interface IService { ValueTask<long> Get(long a); Task<string> Text(int a); }
        public sealed class Small : IService
        {
            public async ValueTask<long> Get(long a) { await Task.Yield(); return a + 1; }
            public async Task<string> Text(int a) { await Task.Yield(); return a.ToString(); }
        }

        """;

    static readonly Dictionary<string, Func<int, string>> Shapes = new()
    {
        ["awaits of calls"] = count => Method(Repeat(count, i => $"sum += await s.Get({i});")),
        ["awaits of leaves"] = count => Method(Repeat(count, _ => "sum += await leaf;")),
        ["loops"] = count => Method(Repeat(count, i => $"for (int i = 0; i < 3; i++) {{ long before = sum; await s.Get(i); sum = before + {i}; }}")),
        ["try blocks"] = count => Method(Repeat(count, i => (i % 2) switch
        {
            0 => $"try {{ sum += await s.Get({i}); }} finally {{ sum += {i}; }}",
            _ => $"try {{ sum += await s.Get({i}); }} catch (InvalidOperationException e) when (e.Message.Length > 3) {{ sum--; }}",
        })),
        ["awaits in one try block"] = count => Method($"try {{ {Repeat(count, i => $"sum += await s.Get({i});")} }} catch (Exception) {{ sum = -1; }} finally {{ sum++; }}"),
        ["kept futures"] = count => Method(Repeat(count, i => $"var t{i} = s.Text({i}); sum += (await t{i}).Length;")),
        ["one variable for all futures"] = count => Method("Task<string> t;" + Repeat(count, i => $"t = s.Text({i}); sum += (await t).Length;")),
        ["conditions"] = count => Method(Repeat(count, i => $"sum += await (sum > {i} ? s.Get({i}) : s.Get(2));")),
        ["switch"] = count => Method($"switch (sum) {{ {Repeat(count, i => $"case {i}: sum += await s.Get({i}); break;")} }}"),
        ["results in fields"] = count => Method(Repeat(count, i => $"field += await s.Get({i});")),
        ["futures that escape"] = count => Method(Repeat(count, i => $"all.Add(s.Text({i})); if (all.Count > {i}) sum++;") + "await leaf;"),
        ["direct calls in a chain"] = count =>
            Service + $"public static class Chain {{ {Repeat(count, i => $"public static async Task<long> M{i}(IService s) => 1 + await {(i + 1 < count ? $"M{i + 1}(s)" : "s.Get(1)")};")} }}",
        ["forwarding calls in a chain"] = count =>
            Service + $"public static class Chain {{ {Repeat(count, i => $"public static ValueTask<long> M{i}(IService s) => {(i + 1 < count ? $"M{i + 1}(s)" : "s.Get(1)")};")} public static async Task Run(IService s) => await M0(s); }}",
    };

    public static TheoryData<string, bool> Cases()
    {
        var cases = new TheoryData<string, bool>();
        foreach (string shape in Shapes.Keys)
        {
            cases.Add(shape, false);
            cases.Add(shape, true);
        }
        return cases;
    }

    static string Repeat(int count, Func<int, string> part)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) text.AppendLine(part(i));
        return text.ToString();
    }

    static string Method(string body) => Service + $$"""
        public class Large
        {
            long field;
            readonly List<Task> all = [];
            public async Task<long> M(IService s, Task<int> leaf) { long sum = field; {{body}} return sum; }
        }
        """;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Time_grows_with_the_size(string shape, bool isDebug)
    {
        string large = Shapes[shape](Many);
        Weave(Shapes[shape](20), isDebug);
        var found = new List<string>();
        for (int i = 0; i < Attempts; i++)
        {
            var few = Weave(Shapes[shape](Few), isDebug);
            var many = Weave(large, isDebug);
            if (many < few * LinearFactor) return;
            found.Add($"{Few} take {few.TotalMilliseconds} ms, and {Many} {many.TotalMilliseconds} ms.");
        }
        Assert.Fail(string.Join('\n', found));
    }

    /// <summary>The processor time of analysis, plan, rewriting and writing.</summary>
    static TimeSpan Weave(string source, bool isDebug)
    {
        using var module = (isDebug ? Snippet.Debug(source) : Snippet.Release(source)).Module;
        GC.Collect();
        var start = ProcessorTime;
        var report = AssemblyWeaver.Weave(module, new WeaverOptions());
        module.Write(Stream.Null);
        var time = ProcessorTime - start;
        Assert.Contains(report.AwaitSites, row => row.Decision == Decision.Scratch || row.Callee.Contains("Task", StringComparison.Ordinal));
        return time;
    }

    static TimeSpan ProcessorTime
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime;
        }
    }
}
