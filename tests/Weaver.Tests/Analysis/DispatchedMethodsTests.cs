using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class DispatchedMethodsTests
{
    [Theory]
    [InlineData("Task M();", true)]
    [InlineData("Task<int> M(string s);", true)]
    [InlineData("ValueTask M();", true)]
    [InlineData("ValueTask<string> M(int a, long b);", true)]
    [InlineData("void M();", false)]
    [InlineData("int M();", false)]
    [InlineData("IAsyncEnumerable<int> M();", false)]
    [InlineData("Task M<T>();", true)]
    [InlineData("Task M(ref int a);", false)]
    [InlineData("Task M(in int a);", false)]
    [InlineData("Task M(out int a);", false)]
    [InlineData("unsafe Task M(int* a);", false)]
    [InlineData("Task M() => Task.CompletedTask;", true)]
    [InlineData("static abstract Task M();", false)]
    public void A_companion_depends_on_the_shape_of_the_method(string method, bool expected) =>
        Assert.Equal(expected, DispatchedMethods.CanHaveCompanion(Snippet.Release($"public interface I {{ {method} }}").Method("I", "M")));

    [Fact]
    public void Methods_of_generic_interfaces_can_have_one()
    {
        Assert.True(DispatchedMethods.CanHaveCompanion(Snippet.Release("public interface I<T> { Task M(); }").Method("I`1", "M")));
        Assert.True(DispatchedMethods.CanHaveCompanion(Snippet.Release("public class O<T> { public interface I { Task M(); } }").Method("O`1/I", "M")));
    }

    [Theory]
    [InlineData("public abstract class C { public abstract Task M(); }", true)]
    [InlineData("public class C { public virtual Task M() => null; }", true)]
    [InlineData("public class C { public Task M() => null; }", false)]
    [InlineData("public class B { public virtual Task M() => null; } public class C : B { public override Task M() => null; }", false)]
    [InlineData("public interface I { Task M(); } public class C : I { public Task M() => null; }", false)]
    public void A_class_has_one_for_a_virtual_method_that_it_introduces(string source, bool expected) =>
        Assert.Equal(expected, DispatchedMethods.CanHaveCompanion(Snippet.Release(source).Method("C", "M")));

    [Fact]
    public void The_result_is_the_argument_of_the_task()
    {
        var snippet = Snippet.Release("public interface I { ValueTask<string> A(); Task B(); }");
        Assert.Equal("System.String", DispatchedMethods.ResultOf(snippet.Method("I", "A").ReturnType)!.FullName);
        Assert.Null(DispatchedMethods.ResultOf(snippet.Method("I", "B").ReturnType));
    }
}
