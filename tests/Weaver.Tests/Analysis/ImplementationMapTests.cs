using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>What a receiver of exactly class R executes for I.M.</summary>
public sealed class ImplementationMapTests
{
    [Theory]
    [InlineData("class R : I { public Task M() => null; }", "R.M")]
    [InlineData("class R : I { Task I.M() => null; }", "R.I.M")]
    [InlineData("class R : I { Task I.M() => null; public virtual Task M() => null; }", "R.I.M")]
    [InlineData("class R : I { public Task M(int a) => null; public Task M() => null; }", "R.M")]
    [InlineData("class A : I { public Task M() => null; } class R : A { }", "A.M")]
    [InlineData("class A : I { Task I.M() => null; } class R : A { public Task M() => null; }", "A.I.M")]
    [InlineData("class A { public Task M() => null; } class R : A, I { }", "A.M")]
    [InlineData("interface J : I { } class R : J { public Task M() => null; }", "R.M")]
    [InlineData("interface J : I { Task I.M() => null; } class R : J { }", null)]
    [InlineData("class R { public Task M() => null; }", null)]
    public void Explicit_and_inherited_implementations_are_found(string source, string? expected) => Check(source, expected);

    [Theory]
    [InlineData("class A : I { public virtual Task M() => null; } class R : A { public override Task M() => null; }", "R.M")]
    [InlineData("class A : I { public virtual Task M() => null; } class B : A { public override Task M() => null; } class R : B { }", "B.M")]
    [InlineData("class A : I { public virtual Task M() => null; } class B : A { public sealed override Task M() => null; } class R : B { }", "B.M")]
    [InlineData("class A : I { public virtual Task M() => null; } class B : A { public sealed override Task M() => null; } class R : B { public new Task M() => null; }", "B.M")]
    [InlineData("abstract class A : I { public abstract Task M(); } class R : A { public override Task M() => null; }", "R.M")]
    [InlineData("abstract class A : I { public abstract Task M(); } abstract class B : A { } class R : B { public override Task M() => null; }", "R.M")]
    public void Overrides_are_followed_to_the_most_derived(string source, string expected) => Check(source, expected);

    [Theory]
    [InlineData("class A : I { public Task M() => null; } class R : A { public new Task M() => null; }", "A.M")]
    [InlineData("class A : I { public virtual Task M() => null; } class R : A { public new virtual Task M() => null; }", "A.M")]
    [InlineData("class A : I { public virtual Task M() => null; } class B : A { public new virtual Task M() => null; } class R : B { public override Task M() => null; }", "A.M")]
    [InlineData("class A : I { public virtual Task M() => null; } class B : A { public override Task M() => null; } class D : B { public new virtual Task M() => null; } class R : D { public override Task M() => null; }", "B.M")]
    [InlineData("class A : I { public virtual Task M() => null; } class B : A { public new virtual Task M() => null; } class R : B { }", "A.M")]
    public void A_method_hidden_by_new_keeps_the_interface(string source, string expected) => Check(source, expected);

    [Theory]
    [InlineData("class A : I { public Task M() => null; } class R : A, I { public new Task M() => null; }", "R.M")]
    [InlineData("class A : I { public virtual Task M() => null; } class B : A, I { public new virtual Task M() => null; } class R : B { public override Task M() => null; }", "R.M")]
    [InlineData("class A : I { Task I.M() => null; } class R : A, I { public Task M() => null; }", "R.M")]
    [InlineData("class A : I { public virtual Task M() => null; } class R : A, I { Task I.M() => null; }", "R.I.M")]
    [InlineData("class A : I { public Task M() => null; } class R : A, I { }", "A.M")]
    public void The_interface_can_be_implemented_again(string source, string expected) => Check(source, expected);

    static void Check(string source, string? expected)
    {
        var snippet = Snippet.Release("public interface I { Task M(); }\n" + source);
        var found = ImplementationMap.Of(snippet.Type("R")).SingleOrDefault(implementation => implementation.Dispatched == snippet.Method("I", "M"))?.Method;
        Assert.Equal(expected, found is null ? null : $"{found.DeclaringType.Name}.{found.Name}");
    }
}
