using System.Text;
using Unboxed.Weaver.Plan;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>Methods larger than anybody writes them by hand, in generated code: run woven and unwoven.</summary>
public sealed class LargeMethodsTests
{
    const string Leaves = """
        public sealed class Leaf : IValueTaskSource<int>
        {
            ManualResetValueTaskSourceCore<int> core;
            bool isWaitedFor;
            int count;
            public ValueTask<int> Next() { if (++count % 3 == 0) return new(count); core.Reset(); return new(this, core.Version); }
            public bool Step() { if (!isWaitedFor) return false; isWaitedFor = false; core.SetResult(count); return true; }
            int IValueTaskSource<int>.GetResult(short token) => core.GetResult(token);
            ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => core.GetStatus(token);
            void IValueTaskSource<int>.OnCompleted(Action<object> continuation, object state, short token, ValueTaskSourceOnCompletedFlags flags)
            {
                core.OnCompleted(continuation, state, token, flags);
                isWaitedFor = true;
            }
        }
        public struct Mixed { public string Text; public long Number; public int More; }
        public interface IService { ValueTask<long> Get(int a); }
        public sealed class Small(Leaf leaf) : IService { public async ValueTask<long> Get(int a) { string text = a + "!"; return await leaf.Next() + text.Length; } }

        """;

    const string Program = """
        public static class Program
        {
            static async Task<string> Root(Leaf leaf)
            {
                IService small = new Small(leaf);
                var large = Make(leaf, small);
                string text = "";
                for (int i = 0; i < 3; i++)
                {
                    try { text += await large.Get(i) + ";"; }
                    catch (InvalidOperationException exception) { text += exception.Message + ";"; }
                }
                return text;
            }
            public static string Run()
            {
                var leaf = new Leaf();
                var task = Root(leaf);
                while (leaf.Step()) { }
                return task.Result;
            }
            static IService Make(Leaf leaf, IService small) => new Large(leaf, small);
        }
        """;

    static string Repeat(int count, Func<int, string> part)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) text.AppendLine(part(i));
        return text.ToString();
    }

    static void RunsAlike(string large)
    {
        using var set = new AssemblySet().Add("App", Leaves + "public sealed class Large(Leaf leaf, IService small) : IService\n{\n" + large + "}\n" + Program);
        Assert.Equal([Decision.Scratch], set.Decisions("App", "Program.Root").Distinct());
        string expected = set.RunUnwoven();
        Assert.Equal(3, expected.Count(letter => letter == ';'));
        Assert.Equal(expected, set.RunWoven());
    }

    [Theory]
    [InlineData(30)]
    [InlineData(300)]
    public void Variables_that_live_across_awaits(int count) => RunsAlike($$"""
        public async ValueTask<long> Get(int a)
        {
            {{Repeat(count, i => $"long n{i} = a + {i}; string s{i} = \"s\" + n{i}; var m{i} = new Mixed {{ Text = s{i}, Number = n{i}, More = {i} }};")}}
            long sum = await small.Get(a);
            {{Repeat(count, i => $"sum += n{i} + s{i}.Length + m{i}.Text.Length * m{i}.More + m{i}.Number; n{i}++; s{i} += \"x\";")}}
            sum += await leaf.Next();
            return sum{{string.Concat(Enumerable.Range(0, count).Select(i => $" + n{i} * s{i}.Length"))}};
        }
        """);

    [Theory]
    [InlineData(70)]
    [InlineData(400)]
    public void Await_sites(int count) => RunsAlike($$"""
        public async ValueTask<long> Get(int a)
        {
            long sum = 0;
            string text = "";
            {{Repeat(count, i => (i % 7) switch
            {
                0 => $"sum += await leaf.Next();",
                1 => $"text += await small.Get({i} + (int)sum % 10);",
                2 => $"if (sum % 2 == {i} % 2) sum += await small.Get({i}); else text += await leaf.Next();",
                3 => $"try {{ sum += await small.Get({i}); }} finally {{ sum += {i}; }}",
                4 => $"try {{ sum += await small.Get({i}); if (text.Length > 20) throw new Exception(text); }} catch (Exception) {{ text = \"\"; sum += await small.Get(1); }}",
                5 => $"for (int i = 0; i < 2; i++) {{ long before = sum; await small.Get(i).ConfigureAwait(false); sum = before + i; }}",
                _ => $"await small.Get(await leaf.Next());",
            })}}
            if (a == 2) throw new InvalidOperationException(text + sum);
            return sum + text.Length;
        }
        """);

    [Theory]
    [InlineData(20)]
    [InlineData(300)]
    public void Arguments(int count) => RunsAlike($$"""
        interface IMany { ValueTask<long> Take({{string.Join(", ", Enumerable.Range(0, count).Select(Parameter))}}); }
        sealed class Many(Leaf leaf) : IMany
        {
            public async ValueTask<long> Take({{string.Join(", ", Enumerable.Range(0, count).Select(Parameter))}})
            {
                long sum = await leaf.Next();
                {{Repeat(count, i => (i % 3) switch { 0 => $"sum += p{i}.Length;", 1 => $"sum += p{i};", _ => $"sum += p{i}.Number + p{i}.Text.Length;" })}}
                sum += await leaf.Next();
                return sum{{string.Concat(Enumerable.Range(0, count).Where(i => i % 3 == 1).Select(i => $" + p{i}"))}};
            }
        }
        public async ValueTask<long> Get(int a)
        {
            IMany many = new Many(leaf);
            return await many.Take({{string.Join(", ", Enumerable.Range(0, count).Select(i => (i % 3) switch { 0 => $"\"t{i}\" + a", 1 => $"a + {i}", _ => $"new Mixed {{ Text = \"m\" + a, Number = {i} }}" }))}});
        }
        """);

    static string Parameter(int i) => (i % 3) switch { 0 => $"string p{i}", 1 => $"long p{i}", _ => $"Mixed p{i}" };

    [Fact]
    public void Nested_try_blocks() => RunsAlike($$"""
        public async ValueTask<long> Get(int a)
        {
            long sum = 0;
            {{Repeat(30, i => $"try {{ sum += await small.Get({i});")}}
            if (a > 0) throw new InvalidOperationException("innermost " + sum);
            {{Repeat(30, i => (i % 3) switch
            {
                0 => $"}} finally {{ sum += await leaf.Next(); }}",
                1 => $"}} catch (ArgumentException) {{ sum = -1; }}",
                _ => $"}} catch (InvalidOperationException exception) when (exception.Message.Length > 0) {{ sum += await small.Get({i}); throw new InvalidOperationException(exception.Message + sum); }}",
            })}}
            return sum;
        }
        """);
}
