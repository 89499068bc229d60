using Microsoft.CodeAnalysis;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Forwarding;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class PassThroughReaderTests
{
    [Theory]
    [InlineData("Task<int> M() { Use(); return x.N(1); }", "N")]
    [InlineData("Task<int> M() => b ? Task.FromResult(1) : x.N(1);", "FromResult, N")]
    [InlineData("Task<int> M() { if (b) return x.N(1); return x.O(); }", "N, O")]
    [InlineData("Task<int> M() { try { Use(); } finally { Use(); } return x.N(1); }", "N")]
    [InlineData("Task<int> M() { var t = x.N(1); return t; }", "N")]
    [InlineData("Task<int> M() { while (b) { if (n > 1) return x.N(n); n++; } return null; }", "N")]
    [InlineData("Task<int> M() => n switch { 0 => x.N(1), 1 => x.O(), _ => null };", "N, O")]
    [InlineData("ValueTask<int> M() => new(x.N(1));", "N")]
    [InlineData("ValueTask<int> M() { Use(); return new ValueTask<int>(x.N(1)); }", "N")]
    [InlineData("Task<int> M() => x.V().AsTask();", "V")]
    [InlineData("ValueTask<int> M() => x.V().Preserve();", "V")]
    [InlineData("Task<int> M() => b ? new ValueTask<int>(x.N(1)).AsTask() : x.V().AsTask();", "N, V")]
    [InlineData("static Task<T> M<T>(Task<T> t, bool b) => b ? t : G<T>();", "G")]
    public void Calls_whose_tasks_are_returned_are_found(string method, string calls)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
            Assert.Equal(calls, string.Join(", ", Read(method, level)!.Calls.Select(call => call.CalledMethod()!.Name).Order()));
    }

    [Theory]
    [InlineData("Task<int> M() { Use(); return null; }")]
    [InlineData("Task<int> M() { try { Use(); return x.N(1); } finally { Use(); } }")]
    [InlineData("Task<int> M() { try { Use(); } catch (Exception) { return x.N(1); } return null; }")]
    [InlineData("Task<int> M() { lock (x) return x.N(1); }")]
    [InlineData("Task<int> M() { var t = x.N(1); Use(); return t; }")]
    [InlineData("Task M() { Use(); return x.N(1); }")]
    [InlineData("ValueTask M() => new(x.N(1));")]
    [InlineData("ValueTask<Task<int>> M() => new(x.N(1));")]
    [InlineData("Task<int> M() { var t = x.V(); Use(); return t.AsTask(); }")]
    [InlineData("Task<int> M() { Use(); var t = x.N(1); t.Wait(); return t; }")]
    [InlineData("Task<int> M(ref int a) { Use(); return x.N(a); }")]
    [InlineData("[MethodImpl(MethodImplOptions.Synchronized)] Task<int> M() { Use(); return x.N(1); }")]
    [InlineData("Task<int> M() { Console.Write(System.Reflection.MethodBase.GetCurrentMethod()); return x.N(1); }")]
    [InlineData("unsafe Task<int> M() { int* p = stackalloc int[n]; return x.N(p[0]); }")]
    public void Calls_of_which_more_becomes_are_not(string method)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release }) Assert.Null(Read(method, level));
    }

    [Theory]
    [InlineData("Task<int> M() { Use(); return base.B(1); }", "B")]
    [InlineData("Task<int> M() { Use(); return b ? base.B(n > 0 ? 1 : 2) : x.N(1); }", "B")]
    [InlineData("Task<int> M() { Use(); return x.N(1); }", "")]
    [InlineData("Task<int> M() { Use(); return this.B(1); }", "")]
    [InlineData("static Task<int> M(C c) { c.Use(); return c.P(); }", "")]
    public void Calls_on_this_without_dispatch_are_found(string method, string calls)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
            Assert.Equal(calls, string.Join(", ", Read(method, level)!.BaseCalls.Select(call => call.CalledMethod()!.Name)));
    }

    /// <summary>As F# has them: what stands behind such a call may only be the return.</summary>
    [Fact]
    public void A_body_with_tail_calls_has_no_copy()
    {
        var method = Compile("Task<int> M() => b ? x.N(1) : x.O();", OptimizationLevel.Release);
        Assert.NotNull(PassThroughReader.Read(method));
        var call = method.Body.Instructions.Last(instruction => instruction.CalledMethod() is not null);
        method.Body.GetILProcessor().InsertBefore(call, Instruction.Create(OpCodes.Tail));
        Assert.Null(PassThroughReader.Read(method));
    }

    static PassThrough? Read(string method, OptimizationLevel level) => PassThroughReader.Read(Compile(method, level));

    static Mono.Cecil.MethodDefinition Compile(string method, OptimizationLevel level) => Snippet.Compile($$"""
        public interface I { Task<int> N(int a); Task<int> O(); ValueTask<int> V(); }
        public class Base { public virtual Task<int> B(int a) => null; }
        public class C : Base { Task<int> P() => null; I x; bool b; int n; void Use() { } static Task<T> G<T>() => null; {{method}} }
        """, level).Method("C", "M");
}
