using Unboxed.Weaver.Plan;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>Values of a size that no room can count, and that the JIT passes in its own way.</summary>
public sealed class LargeValuesTests
{
    const string Types = """
        public unsafe struct Fixed { public fixed byte Bytes[300000]; public int Last; }
        [InlineArray(40000)] public struct Inline { long first; }
        [InlineArray(9000)] public struct Middle { long first; }
        [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 270000)] public struct Sized { public long Value; }
        [InlineArray(1000)] public struct Refs { object first; }
        public interface IKeep { Task<int> Fixed(int a); Task<int> Inline(int a); Task<int> Sized(int a); Task<int> Passed(Middle a); Task<int> Read(Middle a); Task<int> Forwarded(Middle a); Task<int> Sometimes(Middle a); Task<int> Refs(int a); Task<int> Many(Part a, Part b, Part c, Part d); }
        [InlineArray(2500)] public struct Part { long first; }
        public interface IKeepAny { Task<int> Any<T>(T a, int b); Task<int> Read<T>(T a); Task<int> Local<T>(int a) where T : new(); }
        public interface IThrough { Task<int> Through<T>(T a); Task<int> Forwarded<T>(T a); Task<int> Sometimes<T>(T a); }
        public sealed class Through(IKeepAny any) : IThrough
        {
            async Task<int> IThrough.Through<T>(T a) { await Task.Yield(); return await any.Any(a, 1); }
            public Task<int> Forwarded<T>(T a) => any.Any(a, 1);
            public Task<int> Sometimes<T>(T a) { if (a is null) throw new ArgumentNullException("a"); return any.Any(a, 1); }
        }
        public sealed class Keeping : IKeep, IKeepAny
        {
            public async Task<int> Fixed(int a) { Fixed f = default; f.Last = a; await Task.Yield(); return f.Last; }
            public async Task<int> Inline(int a) { Inline i = default; i[39999] = a; await Task.Yield(); return (int)i[39999]; }
            public async Task<int> Sized(int a) { Sized s = default; s.Value = a; await Task.Yield(); return (int)s.Value; }
            public async Task<int> Passed(Middle a) { await Task.Yield(); return (int)a[8999]; }
            public async Task<int> Read(Middle a) { int x = (int)a[8999]; await Task.Yield(); return x; }
            public Task<int> Forwarded(Middle a) => Read(a);
            public Task<int> Sometimes(Middle a) { if (a[8999] == 0) throw new ArgumentException("a"); return Read(a); }
            public async Task<int> Many(Part a, Part b, Part c, Part d) { int x = (int)(a[2499] + b[2499] + c[2499] + d[2499]); await Task.Yield(); return x; }
            public async Task<int> Read<T>(T a) { int x = a is Middle m ? (int)m[8999] : 0; await Task.Yield(); return x; }
            public async Task<int> Refs(int a) { Refs r = default; r[999] = a; await Task.Yield(); return (int)r[999]; }
            public async Task<int> Any<T>(T a, int b) { await Task.Yield(); return b + (a is Middle m ? (int)m[8999] : 0); }
            public async Task<int> Local<T>(int a) where T : new() { var t = new T(); await Task.Yield(); return a + (t is null ? 1 : 0); }
        }
        """;

    static string Run(string calls) => Types + $$"""
        public static class Program
        {
            public static string Run() => All(new Keeping(), new Keeping()).GetAwaiter().GetResult();
            static async Task<string> All(IKeep keep, IKeepAny any) { {{calls}} }
        }
        """;

    [Theory]
    [InlineData("return \"\" + await keep.Fixed(7);", "7")]
    [InlineData("return \"\" + await keep.Inline(7);", "7")]
    [InlineData("return \"\" + await keep.Sized(7);", "7")]
    [InlineData("return \"\" + await keep.Refs(7);", "7")]
    [InlineData("Middle m = default; m[8999] = 7; return \"\" + await keep.Passed(m);", "7")]
    [InlineData("Middle m = default; m[8999] = 7; int a = await keep.Passed(m); return \"\" + (a + (int)m[8999]);", "14")]
    [InlineData("Middle m = default; m[8999] = 7; return \"\" + await any.Any(m, 1);", "8")]
    [InlineData("Middle m = default; m[8999] = 7; return \"\" + await keep.Read(m) + await keep.Forwarded(m) + await keep.Sometimes(m);", "777")]
    [InlineData("Part p = default; p[2499] = 7; return \"\" + await keep.Many(p, p, p, p);", "28")]
    [InlineData("Middle m = default; m[8999] = 7; return \"\" + await any.Read(m);", "7")]
    [InlineData("Middle m = default; m[8999] = 7; return \"\" + await any.Read<(Middle, int)>((m, 1));", "0")]
    [InlineData("return \"\" + await any.Read<Fixed>(default) + await any.Any<Fixed>(default, 1) + await any.Any<Part>(default, 2);", "012")]
    [InlineData("Middle m = default; m[8999] = 7; IThrough t = new Through(any); return \"\" + await t.Through(m) + await t.Forwarded(m) + await t.Sometimes(m) + await t.Through(\"\") + await t.Forwarded((m, 1)) + await t.Sometimes(new Fixed());", "888111")]
    [InlineData("return \"\" + await any.Local<Fixed>(3);", "3")]
    [InlineData("return \"\" + await any.Local<Inline>(3) + await any.Local<Sized>(4) + await any.Local<Refs>(5) + await any.Local<Middle>(6);", "3456")]
    public void Are_kept_as_in_plain_code(string calls, string expected)
    {
        using var set = new AssemblySet().Add("App", Run(calls));
        Assert.Equal(expected, set.RunUnwoven());
        Assert.Equal(expected, set.RunWoven());
    }

    [Theory]
    [InlineData("keep.Fixed(1)", ReasonKind.OverBudget)]
    [InlineData("keep.Inline(1)", ReasonKind.OverBudget)]
    [InlineData("keep.Sized(1)", ReasonKind.OverBudget)]
    [InlineData("keep.Passed(default)", ReasonKind.NoCompanion)]
    [InlineData("keep.Many(default, default, default, default)", ReasonKind.NoCompanion)]
    [InlineData("any.Read(default(Middle))", ReasonKind.NoCompanion)]
    public void Have_a_reason(string call, ReasonKind reason)
    {
        using var set = new AssemblySet().Add("App", Run($"return \"\" + await {call};"));
        Assert.Equal(reason, Assert.Single(set.Rows["App"], row => row.Caller.Contains("Program.All", StringComparison.Ordinal)).Kind);
    }
}
