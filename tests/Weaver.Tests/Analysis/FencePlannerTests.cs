using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>Which scratch bodies always give their caller's contexts back, and where the others have to.</summary>
public sealed class FencePlannerTests
{
    const string Around = """
        interface I { Task<int> GoAsync(int n); }

        static class Own
        {
            internal static readonly AsyncLocal<int> Local = new();
            internal static int Count;
            internal static int Add(int n) => n + Count;
            internal static int Even(int n) => n == 0 ? 1 : Odd(n - 1);
            internal static int Odd(int n) => n == 0 ? 0 : Even(n - 1);
            internal static int Change(int n) => Local.Value = n;
            internal static int Ping(int n) => n == 0 ? Change(n) : Pong(n - 1);
            internal static int Pong(int n) => Ping(n);
            internal static async Task<int> QuickAsync() => await Task.FromResult(1);
        }

        static class Starts { internal static int Value = Own.Change(1); internal static async Task<int> QuickAsync() => await Task.FromResult(1); }

        class Open { internal int Field; public virtual int Virtual() => 1; internal int Plain() => Field; public override string ToString() => ""; }
        sealed class Closed : Open { public override int Virtual() => 2; internal Closed() { } }
        sealed class Changing : Open { internal Changing() => Own.Change(1); }

        sealed class C(I next, Open open, Closed closed, Func<int> function, Task<int> task, ValueTask<int> value, List<int> list, Dictionary<string, int> map) : I
        {
            public async Task<int> GoAsync(int n)
            {
                BODY
            }
        }
        """;

    [Theory]
    [InlineData("return await next.GoAsync(n);")]
    [InlineData("return await next.GoAsync(n + 1).ConfigureAwait(false);")]
    [InlineData("int sum = 0; for (int i = 0; i < n; i++) sum += await next.GoAsync(i); return sum;")]
    [InlineData("Own.Count = Own.Add(n); return Own.Count + await next.GoAsync(n);")]
    [InlineData("return Own.Even(n) + await next.GoAsync(n);")]
    [InlineData("return Own.Local.Value + await next.GoAsync(n);")]
    [InlineData("return open.Plain() + closed.Plain() + await next.GoAsync(n);")]
    [InlineData("return new Closed().Plain() + await next.GoAsync(n);")]
    [InlineData("return await Own.QuickAsync() + await next.GoAsync(n);")]
    [InlineData("list.Add(n); return list[0] + Math.Max(n, 2) + await next.GoAsync(n);")]
    [InlineData("return await task + await next.GoAsync(n);")]
    [InlineData("await Task.Yield(); return await next.GoAsync(n);")]
    [InlineData("int got = await next.GoAsync(n); if (got != n) throw new InvalidOperationException(map.Count.ToString()); return got;")]
    [InlineData("try { return await next.GoAsync(n); } catch (InvalidOperationException e) { Own.Change(e.Message.Length); return 0; }")]
    [InlineData("try { return await next.GoAsync(n); } catch (InvalidOperationException e) when (map.ContainsKey(e.Message)) { return 0; }")]
    [InlineData("try { return await next.GoAsync(n); } finally { Own.Count++; }")]
    [InlineData("int got = await next.GoAsync(n); await task; Own.Count = got; return got;")]
    [InlineData("return n > 1 ? await next.GoAsync(n) : await GoAsync(n);")]
    public void Neutral_on_its_usual_way(string body)
    {
        foreach (var fence in Fences(body)) Assert.False(fence.IsAtStart);
    }

    [Theory]
    [InlineData("Own.Local.Value = n; return await next.GoAsync(n);")]
    [InlineData("return Own.Change(n) + await next.GoAsync(n);")]
    [InlineData("return await next.GoAsync(Own.Ping(n));")]
    [InlineData("return await next.GoAsync(Own.Pong(n));")]
    [InlineData("return open.Virtual() + await next.GoAsync(n);")]
    [InlineData("return open.ToString().Length + await next.GoAsync(n);")]
    [InlineData("return new Changing().Field + await next.GoAsync(n);")]
    [InlineData("return Starts.Value + await next.GoAsync(n);")]
    [InlineData("return function() + await next.GoAsync(n);")]
    [InlineData("return map[\"a\"] + await next.GoAsync(n);")]
    [InlineData("return await value + await next.GoAsync(n);")]
    [InlineData("int got = await next.GoAsync(n); return Own.Change(got);")]
    [InlineData("try { return await next.GoAsync(n); } finally { Own.Change(1); }")]
    [InlineData("return await (n > 1 ? next.GoAsync(n) : Task.Run(() => n)) + await next.GoAsync(n);")]
    [InlineData("return new List<int>(map.Values).Count + await next.GoAsync(n);")]
    [InlineData("return await Starts.QuickAsync() + await next.GoAsync(n);")]
    [InlineData("await Task.Delay(n); return await next.GoAsync(n);")]
    [InlineData("SynchronizationContext.SetSynchronizationContext(null); return await next.GoAsync(n);")]
    [InlineData("return task.GetAwaiter().GetResult() + await next.GoAsync(n);")]
    public void May_change_contexts(string body)
    {
        foreach (var fence in Fences(body)) Assert.True(fence.IsAtStart);
    }

    [Fact]
    public void Where_it_throws_and_where_it_handles_it_may_change_them()
    {
        foreach (var fence in Fences("try { if (await next.GoAsync(n) == 3) throw new InvalidOperationException(); return 0; } catch (InvalidOperationException) { Own.Change(1); throw; }"))
        {
            Assert.False(fence.IsAtStart);
            Assert.Equal(["newobj System.Void System.InvalidOperationException::.ctor()", "call System.Int32 Own::Change(System.Int32)"], fence.Places.Take(2).Select(place => $"{place.OpCode} {place.Operand}"));
            // Each handler, that of the machine among them.
            Assert.Equal(4, fence.Places.Count);
        }
    }

    static IEnumerable<FencePlan> Fences(string body)
    {
        string source = Around.Replace("BODY", body, StringComparison.Ordinal);
        foreach (var snippet in new[] { Snippet.Debug(source), Snippet.Release(source) })
            yield return Assert.Single(Planner.Plan(ModuleAnalysis.Of(snippet.Module), new()).Bodies, candidate => candidate.Machine.Kickoff.DeclaringType.Name == "C").Fence;
    }
}
