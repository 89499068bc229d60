using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Debugging;

/// <summary>What a debugger finds in the variables of a method that goes on: in code without optimisations what the compiler keeps in the machine, in other code what is read again.</summary>
public sealed class KeptVariablesTests
{
    const string Source = """
        public interface I { Task<int> M(int n, string unused); }
        public sealed class C(I inner) : I
        {
            public async Task<int> M(int n, string unused)
            {
                int before = n + 1;
                {
                    string inScope = unused + before;
                    GC.KeepAlive(inScope);
                    await Task.Yield(); // first
                }
                {
                    int later = before;
                    int captured = 3;
                    Func<int> sum = () => captured;
                    later += sum();
                    await inner.M(later, "");
                }
                return 1;
            }
        }
        """;

    [Fact]
    public void Code_without_optimisations_keeps_the_arguments_and_what_is_in_scope()
    {
        var plan = PlanOf(Snippet.Debug(Source));
        Assert.Equal(["before", "inScope", "n", "this", "unused"], Kept(plan, 0));
        Assert.Equal(["<>8__", "before", "later", "n", "sum", "this", "unused"], Kept(plan, 1));
    }

    [Fact]
    public void Code_with_optimisations_keeps_what_is_read_again()
    {
        var plan = PlanOf(Snippet.Release(Source));
        Assert.Equal(["before", "this"], Kept(plan, 0));
        // It reads this on entry.
        Assert.Equal(["this"], Kept(plan, 1));
    }

    /// <summary>What is promised, said of sizes and refused does not depend on what is kept for debuggers alone.</summary>
    [Fact]
    public void Rooms_are_for_what_is_read_again()
    {
        var (debug, plain) = (PlanOf(Snippet.Debug(Source)), PlanOf(WithoutSymbols()));
        Assert.True(debug.OwnNeed.Bytes > plain.OwnNeed.Bytes);
        Assert.Equal(plain.Suspensions.Select(site => site.Frame.Size), debug.Suspensions.Select(site => site.Frame.Expected));
    }

    /// <summary>There is nothing to debug with.</summary>
    [Fact]
    public void Code_without_symbols_keeps_what_is_read_again() => Assert.Equal(["before", "this"], Kept(PlanOf(WithoutSymbols()), 0));

    static ModuleDefinition WithoutSymbols()
    {
        var module = Snippet.Debug(Source).Module;
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods)) method.DebugInformation.SequencePoints.Clear();
        return module;
    }

    static BodyPlan PlanOf(Snippet snippet) => PlanOf(snippet.Module);

    static BodyPlan PlanOf(ModuleDefinition module) => Assert.Single(Planner.Plan(ModuleAnalysis.Of(module), new()).Bodies);

    static IEnumerable<string> Kept(BodyPlan plan, int site) => plan.Suspensions[site].Frame.Fields.Select(kept => kept.Field.Name switch
    {
        "<>4__this" => "this",
        ['<', '>', '8', ..] => "<>8__",
        _ => SourceNames.OfField(kept.Field),
    }).Order(StringComparer.Ordinal);
}
