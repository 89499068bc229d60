using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
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
        // Scratch space begins as zero.
        Assert.All(methods.Where(method => method.Name.StartsWith("Enter", StringComparison.Ordinal)), method => Assert.True(method.Body.InitLocals, method.FullName));
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

    /// <summary>In the cases, where no method of theirs clears its variables: on no path is one of the weaver's own read that has not been stored.</summary>
    [Theory]
    [MemberData(nameof(Configurations))]
    public void No_variable_of_the_weavers_is_read_before_it_is_stored(string configuration)
    {
        using var unwoven = ModuleDefinition.ReadModule(Copies.In(configuration).UnwovenPath);
        using var woven = ModuleDefinition.ReadModule(Path.Combine(Copies.In(configuration).WovenUncleared.Folder, Copies.Processed + ".dll"));
        var uncleared = woven.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && method.Body.HasVariables && !method.Body.InitLocals).ToList();
        Assert.True(uncleared.Count > 500);
        var read =
            from method in uncleared
            let original = unwoven.GetType(method.DeclaringType.FullName).Methods.FirstOrDefault(original => original.FullName == method.FullName || original.Name == "MoveNext")!
            let first = ReadFirst(method.Body)
            // Those of the compiler may be. In code with optimisations variables have other places: there they are known by their types.
            let own = ReadFirst(original.Body).ToLookup(variable => variable.VariableType.FullName)
            from variable in configuration == "Debug"
                ? first.Where(variable => variable.Index >= original.Body.Variables.Count)
                : first.GroupBy(variable => variable.VariableType.FullName).SelectMany(same => same.Skip(own[same.Key].Count()))
            select $"{method.FullName}: {variable.VariableType} {variable}";
        Assert.True(!read.Any(), string.Join('\n', read));
    }

    /// <summary>The variables that may be read as they begin. One whose address is taken counts as stored: by a call, or as a default value.</summary>
    static IEnumerable<VariableDefinition> ReadFirst(MethodBody body)
    {
        var graph = new FlowGraph(body);
        var live = body.Instructions.ToDictionary(instruction => instruction, _ => new HashSet<VariableDefinition>());
        bool isChanged = true;
        while (isChanged)
        {
            isChanged = false;
            foreach (var instruction in body.Instructions.Reverse())
            {
                var before = graph.Successors(instruction).SelectMany(next => live[next]).ToHashSet();
                if ((instruction.StoredVariable(body) ?? instruction.AddressedVariable()) is { } stored) before.Remove(stored);
                if (instruction.LoadedVariable(body) is { } loaded) before.Add(loaded);
                before.UnionWith(graph.Handlers(instruction).SelectMany(handler => live[handler]));
                int count = live[instruction].Count;
                live[instruction].UnionWith(before);
                isChanged |= live[instruction].Count > count;
            }
        }
        return live[body.Instructions[0]];
    }

    static ModuleDefinition Woven(string source)
    {
        var module = Snippet.Release(Told.Mark + source).Module;
        Assert.False(AssemblyWeaver.Weave(module, new()).HasErrors);
        return module;
    }
}
