using Mono.Cecil;
using Unboxed.Weaver.Tests.Analysis.Support;
using Unboxed.Weaver.Tests.Diagnostics;
using Xunit;

namespace Unboxed.Weaver.Tests.Debugging;

/// <summary>Which variables a debugger shows in a scratch body, line by line.</summary>
public sealed class VariableScopesTests
{
    const string Source = """
        using Alias = System.Text.StringBuilder;
        [assembly: Unboxed.ScratchSpace]
        public interface I { ValueTask<int> M(int n); }
        public sealed class C(I inner) : I
        {
            int own;
            public async ValueTask<int> M(int state)
            {
                const int Constant = 7;
                int whole = state + Constant;
                {
                    int part = await inner.M(whole);
                    whole += part + await inner.M(part);
                    own += part; // first
                }
                {
                    int part = await inner.M(whole);
                    whole += part + await inner.M(part);
                    own -= part; // second
                }
                Func<int> captured = () => whole + state;
                return captured() + await inner.M(2); // last
            }
        }
        """;

    public static TheoryData<bool> Forms => [false, true];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Variables_are_in_scope_where_the_source_has_them(bool isDebug)
    {
        using var symbols = Woven(Source.Replace("Func<int> captured = () => whole + state;", "Func<int> captured = () => 1;", StringComparison.Ordinal), isDebug);
        var body = Assert.Single(symbols.ScratchBodies);
        Assert.Equal(["this", "state"], body.Parameters.Where(name => name.Length > 0 && name[0] != '<'));
        Assert.Equal(["Constant"], body.Constants);
        Assert.Contains("whole", Visible(body, "first"));
        Assert.Single(Visible(body, "first"), "part");
        // With optimisations the compiler keeps both in one field, and gives that the scope of the first.
        Assert.Equal(isDebug ? 1 : 0, Visible(body, "second").Count(name => name == "part"));
        Assert.Contains("whole", Visible(body, "last"));
        Assert.DoesNotContain("part", Visible(body, "last"));
        Assert.Contains(body.Imports, import => import.StartsWith("AliasType", StringComparison.Ordinal));
    }

    /// <summary>Debuggers show what is in a variable of this name.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void Captured_variables_are_found(bool isDebug)
    {
        using var symbols = Woven(Source, isDebug);
        Assert.Contains(Visible(Assert.Single(symbols.ScratchBodies), "last"), name => name.StartsWith("CS$<>8__locals", StringComparison.Ordinal));
    }

    /// <summary>The copy of a method that is not async has the variables of the method.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void Copies_of_methods_that_are_not_async_have_their_variables(bool isDebug)
    {
        using var symbols = Woven(Told.Mark + """
            public interface I { ValueTask<int> M(int n); }
            public sealed class P(I inner, bool isShort) : I
            {
                public ValueTask<int> M(int n)
                {
                    if (isShort) { int half = n / 2; while (half > 10) half -= Math.Abs(half) / 3; return new(half); }
                    return inner.M(n);
                }
            }
            """, isDebug);
        var copy = Assert.Single(symbols.Methods, method => method.Name is "M" && method.Definition.Attributes.HasFlag(System.Reflection.MethodAttributes.Static));
        Assert.Contains(copy.Locals, local => local is { Name: "half", IsHidden: false });
        Assert.Equal(symbols.Methods.Single(method => method.Type == ".P" && method.Name == "M").Imports, copy.Imports);
    }

    static AssemblySymbols Woven(string source, bool isDebug)
    {
        var module = Snippet.Compile(source, isDebug ? Microsoft.CodeAnalysis.OptimizationLevel.Debug : Microsoft.CodeAnalysis.OptimizationLevel.Release).Module;
        Assert.False(AssemblyWeaver.Weave(module, new()).HasErrors);
        return AssemblySymbols.Of(module);
    }

    /// <summary>The names that are in scope at a line of the source, which ends with a comment.</summary>
    static IReadOnlyList<string> Visible(MethodSymbols method, string comment)
    {
        int line = Source.Split('\n').ToList().FindIndex(text => text.EndsWith("// " + comment, StringComparison.Ordinal)) + 1;
        int offset = method.Points.First(point => point.StartLine == line).Offset;
        return [.. method.Locals.Where(local => !local.IsHidden && local.Start <= offset && offset < local.End).Select(local => local.Name)];
    }
}
