using System.Text;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Tests.Assemblies;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>Names of what is emitted, where the user's own are long.</summary>
public sealed class MemberNamesTests
{
    [Fact]
    public void A_name_that_the_loader_takes_stays_as_it_is()
    {
        Assert.Equal("<M>Scratch", MemberNames.Bounded("<M>Scratch"));
        string longest = new('m', 1023);
        Assert.Same(longest, MemberNames.Bounded(longest));
        Assert.Equal(longest[..1000], MemberNames.Bounded(longest[..1000], new string('n', 22)));
    }

    [Theory]
    [InlineData("m", "", 1024)]
    [InlineData("m", "N.S", 1020)]
    [InlineData("é", "", 512)]
    [InlineData("名", "Space", 340)]
    [InlineData("\U0001D54F", "", 300)]
    [InlineData("a\U0001D54F", "", 300)]
    public void A_longer_one_keeps_its_beginning_and_gets_a_digest_of_the_whole(string part, string ns, int count)
    {
        string name = string.Concat(Enumerable.Repeat(part, count)), bounded = MemberNames.Bounded(name, ns);
        int bytes = Encoding.UTF8.GetByteCount(bounded) + (ns.Length == 0 ? 0 : Encoding.UTF8.GetByteCount(ns) + 1);
        Assert.InRange(bytes, 1000, MemberNames.Longest);
        Assert.Matches("^.{100,}_[A-Z2-7]{8}$", bounded);
        Assert.StartsWith(bounded[..^17], name, StringComparison.Ordinal);
        Assert.Equal(bounded, MemberNames.Bounded(name, ns));
        Assert.NotEqual(bounded, MemberNames.Bounded(name + "x", ns));
        // No half of a pair: that would be another character in UTF-8.
        Assert.Equal(bounded, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(bounded)));
    }

    [Fact]
    public void A_namespace_that_leaves_no_room_leaves_the_digest() =>
        Assert.Matches("^_[A-Z2-7]{8}$", MemberNames.Bounded(new('m', 500), new('n', 1014)));

    /// <summary>The longest names that the compiler takes, of methods, interfaces and type arguments, called in every way that has a name of its own.</summary>
    [Theory]
    [InlineData("m", 500)]
    [InlineData("m", 980)]
    [InlineData("é", 250)]
    [InlineData("名", 320)]
    public void Long_names_load_and_run(string part, int count)
    {
        string name = string.Concat(Enumerable.Repeat(part, count));
        using var set = new AssemblySet()
            .Add("Library", $"public interface I{name} {{ Task<int> {name}(int n); Task<int> {name}<T>(T n); }} public class Base {{ public virtual async Task<int> {name}(int n) {{ await Task.Yield(); return n; }} }}")
            .Add("App", $$"""
                public class Impl(Impl inner) : Base, I{{name}}
                {
                    public override async Task<int> {{name}}(int n) { int below = inner == null ? n : await inner.{{name}}(n); return below + await base.{{name}}(n); }
                    public async Task<int> {{name}}<T>(T n) { await Task.Yield(); return typeof(T).Name.Length; }
                    public Task<int> Pass{{name[..^4]}}(int n, I{{name}} other) => n > 2 ? other.{{name}}(n) : Task.FromResult(n);
                    public Task<int> Forward{{name[..^8]}}(int n, I{{name}} other) => other.{{name}}("x");
                }
                public static class Program
                {
                    static async Task<string> All()
                    {
                        I{{name}} impl = new Impl(new Impl(null));
                        var again = new Impl(null);
                        string text = await impl.{{name}}(3) + " " + await impl.{{name}}("a");
                        text += " " + await again.Pass{{name[..^4]}}(5, impl) + " " + await again.Pass{{name[..^4]}}(1, impl);
                        return text + " " + await again.Forward{{name[..^8]}}(1, impl);
                    }
                    public static string Run() => All().GetAwaiter().GetResult();
                }
                """);
        Assert.Equal(set.RunUnwoven(), set.RunWoven());
        Assert.NotEmpty(set.Woven("App", app => app.GetTypes()));
        Assert.Contains(Unboxed.Weaver.Plan.Decision.Scratch, set.Decisions("App", "All"));
    }
}
