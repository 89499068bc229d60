using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Tests.Analysis.Support;
using Unboxed.Weaver.Tests.Diagnostics;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>What scratch bodies leave out that the JIT would have to compile, or the runtime to load, with the first call.</summary>
public sealed class ColdCodeTests
{
    const string Source = """
        public interface I { ValueTask<int> M(int n); Task N(); }
        public interface IOf<T> { ValueTask<T> M(T n); }
        public sealed class Leaf : I, IOf<int>
        {
            public async ValueTask<int> M(int n) { await Task.Yield(); return n; }
            public async Task N() => await Task.Yield();
        }
        public sealed class One(I inner) : I
        {
            public async ValueTask<int> M(int n) => 1 + await inner.M(n);
            public async Task N() => await inner.N().ConfigureAwait(false);
        }
        public sealed class Two(I inner) : I
        {
            public async ValueTask<int> M(int n) => 2 + await inner.M(n) * await inner.M(n + 1);
            public async Task N() => await inner.N();
        }
        public sealed class Of(IOf<int> inner) : IOf<int> { public async ValueTask<int> M(int n) => 1 + await inner.M(n); }
        public sealed class Through<T>(IOf<T> inner) : IOf<T> { public async ValueTask<T> M(T n) => await inner.M(n); }
        public static class Root { public static async Task<int> Run(I c, IOf<int> d) { await c.N(); return await c.M(1) + await d.M(2); } }
        """;

    static readonly ModuleDefinition module = Woven();

    [Fact]
    public void Bodies_without_loops_have_no_branch_back()
    {
        Assert.Equal(9, Bodies.Count);
        foreach (var body in Bodies)
            Assert.DoesNotContain(body.Body.Instructions, instruction => instruction.Operand is Instruction target && target.Offset <= instruction.Offset);
    }

    [Fact]
    public void Bodies_do_not_name_the_class_of_their_future() =>
        Assert.DoesNotContain(Bodies.SelectMany(body => body.Body.Instructions), instruction => instruction.Operand is MemberReference { DeclaringType.Name: "Future" });

    [Fact]
    public void Ordinary_calls_beside_those_of_companions_are_made_out_of_line_once_for_each_way_to_await_them()
    {
        var calls = Bodies.SelectMany(body => body.Body.Instructions).Select(instruction => instruction.Operand).OfType<MethodReference>().Where(method => method.DeclaringType.Name == "I").ToList();
        Assert.Empty(calls);
        Assert.Equal(["Ordinary"], Ordinary("M"));
        Assert.Equal(["Ordinary", "Ordinary1"], Ordinary("N"));
    }

    [Fact]
    public void Those_of_generic_interfaces_are_made_by_methods_of_the_state_machines()
    {
        // Those of Of, Root and Through.
        var machines = Bodies.Select(body => body.DeclaringType).Where(machine => machine.Methods.Any(method => method.Name.StartsWith("Ordinary", StringComparison.Ordinal))).ToList();
        Assert.Equal(["Of", "Root", "Through`1"], machines.Select(machine => machine.DeclaringType.Name).Order());
        Assert.DoesNotContain(Bodies.SelectMany(body => body.Body.Instructions), instruction => instruction.Operand is MethodReference { Name: "M", DeclaringType.Name: "IOf`1" });
        Assert.DoesNotContain(module.Types.Where(type => type.Name.StartsWith("<IOf", StringComparison.Ordinal)).SelectMany(type => type.Methods), method => method.IsStatic);
    }

    static List<MethodDefinition> Bodies => [.. module.GetTypes().SelectMany(type => type.Methods).Where(method => method is { Name: "MoveNext", IsStatic: true })];

    static IEnumerable<string> Ordinary(string method) =>
        module.Types.Single(type => type.Name.StartsWith($"<I>{method}", StringComparison.Ordinal)).Methods.Where(method => method.IsStatic).Select(method => method.Name);

    static ModuleDefinition Woven()
    {
        var module = Snippet.Release(Told.Mark + Source).Module;
        Assert.False(AssemblyWeaver.Weave(module, new()).HasErrors);
        var stream = new MemoryStream();
        module.Write(stream);
        stream.Position = 0;
        return ModuleDefinition.ReadModule(stream);
    }
}
