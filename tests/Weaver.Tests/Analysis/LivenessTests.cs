using Microsoft.CodeAnalysis;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>What is kept after the last await of M, by the names of the source.</summary>
public sealed class LivenessTests
{
    [Theory]
    [InlineData("await t; Use(a);", "a")]
    [InlineData("Use(a); await t;", "")]
    [InlineData("await t; a = 5; Use(a);", "")]
    [InlineData("await t; if (b > 0) a = 5; Use(a);", "a,b")]
    [InlineData("Use(a); await t; Use(b);", "b")]
    public void An_argument_is_kept_only_when_it_is_read_again(string body, string kept) => Check(body, kept);

    [Theory]
    [InlineData("for (int i = 0; i < a; i++) await t;", "a,i,t")]
    [InlineData("while (true) { Use(a); await t; }", "a,t")]
    [InlineData("while (true) { a = Get(); Use(a); await t; }", "t")]
    public void What_the_next_round_of_a_loop_reads_is_kept(string body, string kept) => Check(body, kept);

    [Theory]
    [InlineData("try { await t; a = 1; b = 2; } finally { Use(a); }", "a")]
    [InlineData("try { await t; Use(b); } finally { Use(a); }", "a,b")]
    [InlineData("try { await t; a = Get(); } catch (InvalidOperationException) { Use(a); }", "a")]
    [InlineData("try { await t; } catch (InvalidOperationException) when (a > 0) { Use(b); }", "a,b")]
    [InlineData("try { try { await t; } finally { Use(a); } } finally { Use(b); }", "a,b")]
    [InlineData("try { Use(a); } finally { } await t;", "")]
    public void What_a_handler_reads_is_kept(string body, string kept) => Check(body, kept);

    [Theory]
    [InlineData("await t; ByReference(ref a);", "a")]
    [InlineData("await t; a.ToString();", "a")]
    public void An_address_counts_as_a_read(string body, string kept) => Check(body, kept);

    [Fact]
    public void The_receiver_is_kept_only_when_it_is_used_again()
    {
        Check("await t; Mine();", "this");
        // Optimised code reads it on entry, into a local variable.
        var machine = Machine("Mine(); await t;", OptimizationLevel.Debug);
        Assert.Empty(new Liveness(machine).After(machine.Shape.Suspensions.Single()));
    }

    [Fact]
    public void Each_suspension_keeps_its_own()
    {
        var machine = Machine("await t; Use(a); await t; Use(b);", OptimizationLevel.Release);
        var liveness = new Liveness(machine);
        Assert.Equal(["a,b,t", "b"], machine.Shape.Suspensions.Select(suspension => Names(liveness, suspension)));
    }

    static void Check(string body, string kept)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
        {
            var machine = Machine(body, level);
            Assert.Null(machine.Shape.Unknown);
            Assert.Equal(kept, Names(new(machine), machine.Shape.Suspensions[^1]));
        }
    }

    static string Names(Liveness liveness, Weaver.Analysis.StateMachines.Suspension suspension) => string.Join(",", liveness.After(suspension)
        .Where(field => !field.Name.StartsWith("<>s__", StringComparison.Ordinal))
        .Select(field => field.Name == "<>4__this" ? "this" : SourceNames.OfField(field)).Order(StringComparer.Ordinal));

    static Weaver.Analysis.StateMachines.StateMachine Machine(string body, OptimizationLevel level) => Snippet.Compile($$"""
        public class C { static int Get() => 0; static void Use(int a) { } static void ByReference(ref int a) { } void Mine() { } public async Task M(Task t, int a, int b) { {{body}} } }
        """, level).Machine();
}
