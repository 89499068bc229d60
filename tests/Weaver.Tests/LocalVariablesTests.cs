using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Tests.Analysis.Support;
using Unboxed.Weaver.Tests.Diagnostics;
using Unboxed.Weaver.Tests.Runner;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>Whether local variables begin as zero, in code that is rewritten and in code that is emitted.</summary>
public sealed class LocalVariablesTests
{
    const string Source = """
        public interface I { ValueTask<int> M(int n); }
        public sealed class C(I inner) : I
        {
            public async ValueTask<int> M(int n) { int own = n; own += await inner.M(n); return own * n; }
        }
        public sealed class P(I inner, bool isShort) : I
        {
            public ValueTask<int> M(int n) => isShort ? new(n) : inner.M(n);
        }
        public static class Root { public static async Task<int> Run(I c) => 2 * await c.M(1); }
        """;

    public static TheoryData<string> Configurations => [.. Copies.Configurations];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Woven_code_clears_its_variables_where_the_compiler_does(string configuration)
    {
        using var woven = ModuleDefinition.ReadModule(Copies.In(configuration).WovenPath);
        var uncleared = woven.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && method.Body.HasVariables && !method.Body.InitLocals);
        Assert.Empty(uncleared.Select(method => method.FullName));
    }

    [Fact]
    public void A_method_that_does_not_clear_its_variables_still_does_not()
    {
        var module = Woven("[module: System.Runtime.CompilerServices.SkipLocalsInit]\n" + Source);
        var methods = module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && method.Body.HasVariables).ToList();
        // What the user has written, and its copies.
        var users = methods.Where(method => method.Name == "MoveNext" || method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "AsyncStateMachineAttribute")).ToList();
        Assert.True(users.Count >= 4);
        Assert.All(users, method => Assert.False(method.Body.InitLocals, method.FullName));
        // Scratch space begins as zero, and so does what a poll passes.
        Assert.All(methods.Where(method => method.Name.StartsWith("Enter", StringComparison.Ordinal) || method.Name is "Poll" or "RunInSegment"), method => Assert.True(method.Body.InitLocals, method.FullName));
        Assert.Contains(methods, method => method.Name.StartsWith("Enter", StringComparison.Ordinal));
    }

    [Fact]
    public void A_machine_that_begins_as_anything_begins_without_a_chain()
    {
        var kickoff = Woven("[module: System.Runtime.CompilerServices.SkipLocalsInit]\n" + Source).GetType("Root").Methods.Single(method => method.Name == "Run");
        var stores = kickoff.Body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Stfld).Select(instruction => ((FieldReference)instruction.Operand).Name);
        Assert.Equal("<>chain", stores.First());
        Assert.DoesNotContain(Woven(Source).GetType("Root").Methods.Single(method => method.Name == "Run").Body.Instructions, instruction => instruction.Operand is FieldReference { Name: "<>chain" });
    }

    static ModuleDefinition Woven(string source)
    {
        var module = Snippet.Release(Told.Mark + source).Module;
        Assert.False(AssemblyWeaver.Weave(module, new()).HasErrors);
        return module;
    }
}
