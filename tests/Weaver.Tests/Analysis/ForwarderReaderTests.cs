using Microsoft.CodeAnalysis;
using Unboxed.Weaver.Analysis.Forwarding;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>ForwarderReader: what only passes a call on.</summary>
public sealed class ForwarderReaderTests
{
    const string Others = "public interface I { Task<int> N(int a, CancellationToken c = default); Task V(); I Next { get; } }\n";

    [Theory]
    [InlineData("Task<int> M(int a) => i.N(a);")]
    [InlineData("Task<int> M(int a) { return i.N(1, CancellationToken.None); }")]
    [InlineData("Task<int> M(I x) => x.N(2);")]
    [InlineData("static Task<int> M(I x) => x.N(2);")]
    [InlineData("Task<int> M() => Own(\"text\", 1.5, null);")]
    [InlineData("Task M() => i.V();")]
    public void A_call_whose_operands_are_at_hand_is_passed_on(string method)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release }) Assert.NotNull(Read(method, level));
    }

    [Theory]
    [InlineData("Task<int> M(I x) => x.Next.N(1);")]
    [InlineData("Task<int> M(I x) { Console.WriteLine(); return x.N(1); }")]
    [InlineData("Task<int> M(I x) => x.N(checked(k + 1));")]
    [InlineData("Task<int> M(C x) => x.i.N(1);")]
    [InlineData("Task M(I x) => x.N(1);")]
    [InlineData("[MethodImpl(MethodImplOptions.Synchronized)] Task<int> M(int a) => i.N(a);")]
    [InlineData("[MethodImpl(MethodImplOptions.Synchronized)] static Task<int> M(I x) => x.N(2);")]
    [InlineData("Task<int> M(I x) { try { return x.N(1); } finally { k = 1; } }")]
    [InlineData("Task<int> M(I x) => x == null ? Task.FromResult(1) : x.N(1);")]
    [InlineData("Task<int> M(ref I x) => x.N(1);")]
    [InlineData("Task<int> M<T>(T x) where T : I => x.N(1);")]
    [InlineData("Task<int> M() => Task.FromResult(1 / k);")]
    [InlineData("Task<int> M() => Task.FromResult(s);")]
    [InlineData("object M(I x) => x.N(1);")]
    [InlineData("async Task<int> M(I x) => await x.N(1);")]
    [InlineData("Task<int> M() => throw new Exception();")]
    public void All_else_is_left_alone(string method)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release }) Assert.Null(Read(method, level));
    }

    static Forwarder? Read(string method, OptimizationLevel level) =>
        ForwarderReader.Read(Snippet.Compile(Others + "class C { I i; int k; static int s; Task<int> Own(string a, double b, object c) => null; " + method + " }", level).Method("C", "M"));
}
