using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Plan;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>Code that the C# compiler does not write, and others do.</summary>
public sealed class OtherCompilersTests
{
    /// <summary>As F# has them: behind such a call stands the return, in a copy of the method as well.</summary>
    [Theory]
    [InlineData("FromResult")]
    [InlineData("M")]
    [InlineData("FromResult", "M")]
    public void A_method_that_passes_a_call_on_and_makes_tail_calls(params string[] tails)
    {
        using var set = new AssemblySet()
            .Add("App", """
                public interface I { Task<int> M(int n); }
                public sealed class X : I { public async Task<int> M(int n) { await Task.Yield(); return n; } }
                public sealed class Passing(I inner) : I { public Task<int> M(int n) { if (n < 0) return Task.FromResult(0); return inner.M(n); } }
                public static class Program
                {
                    public static string Run() => All(new Passing(new X())).GetAwaiter().GetResult();
                    static async Task<string> All(I x) => await x.M(1) + " " + await x.M(-1);
                }
                """)
            .ChangeUnwoven("App", app =>
            {
                var body = app.GetType("Passing").Methods.Single(method => method.Name == "M").Body;
                foreach (string name in tails) body.GetILProcessor().InsertBefore(body.Instructions.Single(instruction => instruction.CalledMethod()?.Name == name), Instruction.Create(OpCodes.Tail));
            });
        Assert.Equal("1 0", set.RunUnwoven());
        Assert.Equal("1 0", set.RunWoven());
        Assert.Equal([Decision.Scratch, Decision.Scratch], set.Decisions("App", "Program.All"));
    }

    /// <summary>What the override overrides is found through a base class that names types of the override's own assembly.</summary>
    [Theory]
    [InlineData("M<U>(U u, Foo t)", "M<U>(U u, T t)", "d.M(5, new Foo())")]
    [InlineData("M(int u, Foo t)", "M(int u, T t)", "d.M(5, new Foo())")]
    public void An_override_of_another_assembly_that_is_called_by_its_own_name(string overriding, string overridden, string call)
    {
        using var set = new AssemblySet()
            .Add("Library", $$"""
                public class Foo { public override string ToString() => "Foo"; }
                public class B<T> { public virtual async Task<string> {{overridden}} { await Task.Yield(); return "B " + u + " " + t; } }
                public class D : B<Foo> { public override async Task<string> {{overriding}} { await Task.Yield(); return "D " + u + " " + t; } }
                """)
            .Add("App", $$"""
                public class E : D { public override async Task<string> {{overriding}} { await Task.Yield(); return "E " + u + " " + t; } }
                public static class Program
                {
                    public static string Run() => All(new E()).GetAwaiter().GetResult() + ", " + All(new D()).GetAwaiter().GetResult();
                    static async Task<string> All(D d) => await {{call}};
                }
                """)
            .ChangeUnwoven("App", app =>
            {
                var body = app.GetType("Program").NestedTypes.Single().Methods.Single(method => method.Name == "MoveNext").Body;
                var made = body.Instructions.Single(instruction => instruction.CalledMethod() is { Name: "M" });
                var named = app.ImportReference(app.GetType("E").BaseType.Resolve().Methods.Single(method => method.Name == "M"));
                if (made.Operand is GenericInstanceMethod generic)
                {
                    var instance = new GenericInstanceMethod(named);
                    foreach (var argument in generic.GenericArguments) instance.GenericArguments.Add(argument);
                    named = instance;
                }
                made.Operand = named;
            });
        Assert.Equal("E 5 Foo, D 5 Foo", set.RunUnwoven());
        Assert.Equal("E 5 Foo, D 5 Foo", set.RunWoven());
        Assert.Equal([Decision.Scratch], set.Decisions("App", "Program.All"));
    }
}
