using Microsoft.CodeAnalysis;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>Code that leaves a protected block for the place before it, in assemblies without symbols, of which nothing keeps that place apart from the block.</summary>
public sealed class LeavesBackwardTests
{
    const string Source = """
        public interface ISource { ValueTask<bool> NextAsync(); }
        public sealed class Source(int period, bool suspends) : ISource
        {
            int calls;
            public async ValueTask<bool> NextAsync() { if (suspends) await Task.Yield(); return ++calls % period != 0; }
        }
        public interface ICounter { ValueTask<string> CountAsync(); }
        public sealed class Gate : IDisposable { public int Closed; public void Dispose() => Closed++; }
        public sealed class Counter(ISource source) : ICounter
        {
            public async ValueTask<string> CountAsync()
            {
                int jumps = 0, continues = 0, catches = 0;
                var gate = new Gate();
            again:
                try { if (await source.NextAsync()) goto again; } finally { jumps++; }
                while (true)
                {
                    try { if (await source.NextAsync()) continue; break; } finally { continues++; }
                }
                while (true)
                {
                    using (gate) { if (!await source.NextAsync()) break; }
                }
                while (true)
                {
                    try
                    {
                        try { if (await source.NextAsync()) throw new InvalidOperationException(); break; } finally { catches++; }
                    }
                    catch (InvalidOperationException) { catches += 100; }
                }
                return $"{jumps} {continues} {gate.Closed} {catches}";
            }
        }
        public static class Program
        {
            static async Task<string> RunAsync(ICounter counter) => await counter.CountAsync();
            public static string Run() => RunAsync(new Counter(new Source(3, false))).Result + ", " + RunAsync(new Counter(new Source(3, true))).Result;
        }
        """;

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void The_finally_block_runs_each_time(OptimizationLevel level)
    {
        using var set = new AssemblySet(level).Add("App", Source);
        Assert.All(set.Decisions("App", "CountAsync"), decision => Assert.Equal(Plan.Decision.Scratch, decision));
        Assert.Equal("3 3 3 203, 3 3 3 203", set.RunUnwoven());
        Assert.Equal(set.RunUnwoven(), set.RunWoven());
    }
}
