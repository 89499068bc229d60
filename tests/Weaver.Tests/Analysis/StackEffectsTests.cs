using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;
using static Mono.Cecil.Cil.Instruction;

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class StackEffectsTests
{
    readonly Snippet snippet = Snippet.Release("""
        public class C
        {
            public C(int a, int b) { }
            public static void Nothing(int a) { }
            public static int Static(int a, int b) => a;
            public int Instance(int a) => a;
        }
        """);

    [Fact]
    public void A_static_call_pops_its_arguments() => Check(Create(OpCodes.Call, snippet.Method("C", "Static")), pops: 2, pushes: 1);

    [Fact]
    public void An_instance_call_pops_its_receiver_too() => Check(Create(OpCodes.Callvirt, snippet.Method("C", "Instance")), pops: 2, pushes: 1);

    [Fact]
    public void A_call_of_a_void_method_pushes_nothing() => Check(Create(OpCodes.Call, snippet.Method("C", "Nothing")), pops: 1, pushes: 0);

    [Fact]
    public void A_call_whose_void_is_modified_pushes_nothing()
    {
        var method = new MethodReference("set_P", new RequiredModifierType(snippet.Module.TypeSystem.Object, snippet.Module.TypeSystem.Void), snippet.Type("C")) { HasThis = true };
        Check(Create(OpCodes.Call, method), pops: 1, pushes: 0);
    }

    [Fact]
    public void Newobj_pops_no_receiver() => Check(Create(OpCodes.Newobj, snippet.Method("C", ".ctor")), pops: 2, pushes: 1);

    [Fact]
    public void Calli_pops_the_function_pointer_too()
    {
        var site = new CallSite(snippet.Module.TypeSystem.Int32) { Parameters = { new(snippet.Module.TypeSystem.Int32) } };
        Check(Create(OpCodes.Calli, site), pops: 2, pushes: 1);
    }

    [Fact]
    public void Ret_pops_what_the_method_returns()
    {
        Assert.Equal(1, StackEffects.Pops(Create(OpCodes.Ret), snippet.Method("C", "Static")));
        Assert.Equal(0, StackEffects.Pops(Create(OpCodes.Ret), snippet.Method("C", "Nothing")));
    }

    [Fact]
    public void Ret_of_an_init_accessor_pops_nothing()
    {
        var accessor = Snippet.Release("public class C { public int P { get; init; } }").Method("C", "set_P");
        Assert.Equal(0, StackEffects.Pops(Create(OpCodes.Ret), accessor));
    }

    [Fact]
    public void Instructions_without_operands_have_the_effects_of_the_standard()
    {
        Check(Create(OpCodes.Dup), 1, 2);
        Check(Create(OpCodes.Pop), 1, 0);
        Check(Create(OpCodes.Add), 2, 1);
        Check(Create(OpCodes.Stelem_Ref), 3, 0);
        Check(Create(OpCodes.Stelem_I8), 3, 0);
        Check(Create(OpCodes.Ldelem_I4), 2, 1);
        Check(Create(OpCodes.Stind_R8), 2, 0);
        Check(Create(OpCodes.Initblk), 3, 0);
        Check(Create(OpCodes.Throw), 1, 0);
        Check(Create(OpCodes.Rethrow), 0, 0);
    }

    [Fact]
    public void Every_method_of_a_whole_library_has_a_consistent_stack()
    {
        using var module = ModuleDefinition.ReadModule(typeof(ModuleDefinition).Assembly.Location);
        var methods = module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).ToList();
        Assert.True(methods.Count > 1000);
        Assert.DoesNotContain(methods, method => StackSimulation.Run(method) is null);
    }

    void Check(Instruction instruction, int pops, int pushes)
    {
        Assert.Equal(pops, StackEffects.Pops(instruction, snippet.Method("C", "Nothing")));
        Assert.Equal(pushes, StackEffects.Pushes(instruction));
    }
}
