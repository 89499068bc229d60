using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;
using static Mono.Cecil.Cil.Instruction;

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class DispatchSimulationTests
{
    readonly TypeDefinition host = Bodies.Host();
    readonly FieldDefinition state, awaiter, other;
    readonly Instruction end = Create(OpCodes.Ret);

    public DispatchSimulationTests() => (state, awaiter, other) = (host.Field("state"), host.Field("awaiter"), host.Field("other"));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void A_jump_table_leads_to_the_place_of_each_state(int number, int expected)
    {
        var places = Enumerable.Range(0, 3).Select(_ => Place()).ToArray();
        var dispatch = Dispatch([.. LoadState(), Create(OpCodes.Switch, places.Select(place => place[0]).ToArray()), Create(OpCodes.Br, end), .. places.SelectMany(place => place), end]);
        Assert.Same(places[expected][0], dispatch.FindResume(number, awaiter));
    }

    [Fact]
    public void A_state_outside_the_jump_table_falls_through()
    {
        var (table, after) = (Place(), Place());
        var dispatch = Dispatch([.. LoadState(), Create(OpCodes.Switch, new[] { table[0] }), Create(OpCodes.Br, after[0]), .. table, .. after, end]);
        Assert.Same(after[0], dispatch.FindResume(-4, awaiter));
    }

    [Fact]
    public void A_jump_table_may_start_at_another_number()
    {
        var (five, six) = (Place(), Place());
        var dispatch = Dispatch(
            [.. LoadState(), Create(OpCodes.Ldc_I4_5), Create(OpCodes.Sub), Create(OpCodes.Switch, new[] { five[0], six[0] }), Create(OpCodes.Br, end), .. five, .. six, end]);
        Assert.Same(six[0], dispatch.FindResume(6, awaiter));
    }

    public static TheoryData<string, int, int, bool> Comparisons => new()
    {
        { "beq", 3, 3, true }, { "beq.s", 3, 4, false },
        { "bne.un", 3, 4, true }, { "bne.un.s", 3, 3, false },
        { "blt", -1, 0, true }, { "blt.s", 0, 0, false },
        { "ble", 0, 0, true }, { "ble.s", 1, 0, false },
        { "bgt", 1, 0, true }, { "bgt.s", 0, 0, false },
        { "bge", 0, 0, true }, { "bge.s", -1, 0, false },
        { "blt.un", 0, 1, true }, { "blt.un.s", -1, 1, false },
        { "ble.un", 1, 1, true }, { "ble.un.s", -1, 1, false },
        { "bgt.un", -1, 1, true }, { "bgt.un.s", 1, 1, false },
        { "bge.un", -1, 1, true }, { "bge.un.s", 0, 1, false },
    };

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void A_comparison_is_computed(string code, int number, int constant, bool isTaken)
    {
        var (taken, not) = (Place(), Place());
        var opcode = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).Single(candidate => candidate.Name == code);
        var dispatch = Dispatch([.. LoadState(), Create(OpCodes.Ldc_I4, constant), Create(opcode, taken[0]), .. not, .. taken, end]);
        Assert.Same(isTaken ? taken[0] : not[0], dispatch.FindResume(number, awaiter));
    }

    [Theory]
    [InlineData("brtrue", 0, false)]
    [InlineData("brtrue", 2, true)]
    [InlineData("brfalse", 0, true)]
    [InlineData("brfalse", 2, false)]
    public void A_test_for_zero_is_computed(string code, int number, bool isTaken)
    {
        var (taken, not) = (Place(), Place());
        var dispatch = Dispatch([.. LoadState(), Create(code == "brtrue" ? OpCodes.Brtrue : OpCodes.Brfalse, taken[0]), .. not, .. taken, end]);
        Assert.Same(isTaken ? taken[0] : not[0], dispatch.FindResume(number, awaiter));
    }

    [Fact]
    public void The_state_is_followed_through_a_local_variable_which_is_named()
    {
        var (taken, not) = (Place(), Place());
        var dispatch = Dispatch([.. LoadState(), Create(OpCodes.Stloc_0), Create(OpCodes.Ldloc_0), Create(OpCodes.Brfalse, taken[0]), .. not, .. taken, end], variables: 1, out var method);
        Assert.Same(taken[0], dispatch.FindResume(0, awaiter));
        Assert.Same(method.Body.Variables[0], dispatch.StateVariable);
    }

    [Fact]
    public void The_trace_has_what_was_executed_and_nothing_else()
    {
        var (taken, not) = (Place(), Place());
        var load = LoadState();
        var branch = Create(OpCodes.Brfalse, taken[0]);
        var dispatch = Dispatch([.. load, branch, .. not, .. taken, end]);
        dispatch.FindResume(0, awaiter);
        Assert.Equal([.. load, branch], dispatch.Trace);
    }

    [Fact]
    public void The_awaiter_of_another_suspension_is_passed_over()
    {
        var place = Place();
        var dispatch = Dispatch([Create(OpCodes.Ldarg_0), Create(OpCodes.Ldfld, other), Create(OpCodes.Pop), .. place, end]);
        Assert.Same(place[0], dispatch.FindResume(0, awaiter));
    }

    [Fact]
    public void A_condition_that_depends_on_anything_but_the_state_gives_null()
    {
        var place = Place();
        foreach (var branch in new[] { Create(OpCodes.Brtrue, place[0]), Create(OpCodes.Brfalse, place[0]), Create(OpCodes.Switch, new[] { place[0] }) })
            Assert.Null(Dispatch([Create(OpCodes.Ldarg_0), Create(OpCodes.Ldfld, other), branch, .. place, end]).FindResume(0, awaiter));
        Assert.Null(Dispatch([Create(OpCodes.Ldc_I4_0), Create(OpCodes.Ldarg_0), Create(OpCodes.Ldfld, other), Create(OpCodes.Beq, place[0]), .. place, end]).FindResume(0, awaiter));
        Assert.Null(Dispatch([Create(OpCodes.Ldloc_0), Create(OpCodes.Brtrue, place[0]), .. place, end], variables: 1, out _).FindResume(0, awaiter));
    }

    [Fact]
    public void Code_that_is_more_than_a_dispatch_gives_null()
    {
        var call = new MethodReference("Called", host.Module.TypeSystem.Void, host);
        Assert.Null(Dispatch([Create(OpCodes.Call, call), .. Place(), end]).FindResume(0, awaiter));
        Assert.Null(Dispatch([Create(OpCodes.Ldarg_0), Create(OpCodes.Ldc_I4_1), Create(OpCodes.Stfld, state), .. Place(), end]).FindResume(0, awaiter));
    }

    [Fact]
    public void An_endless_loop_and_a_body_without_the_awaiter_give_null()
    {
        var loop = Create(OpCodes.Nop);
        Assert.Null(Dispatch([loop, Create(OpCodes.Br, loop)]).FindResume(0, awaiter));
        Assert.Null(Dispatch([Create(OpCodes.Nop), end]).FindResume(0, awaiter));
    }

    Instruction[] LoadState() => [Create(OpCodes.Ldarg_0), Create(OpCodes.Ldfld, state)];

    /// <summary>Code that loads the awaiter, and ends.</summary>
    Instruction[] Place() => [Create(OpCodes.Ldarg_0), Create(OpCodes.Ldfld, awaiter), Create(OpCodes.Pop), Create(OpCodes.Br, end)];

    DispatchSimulation Dispatch(Instruction[] instructions) => Dispatch(instructions, 0, out _);

    DispatchSimulation Dispatch(Instruction[] instructions, int variables, out MethodDefinition method)
    {
        method = Bodies.In(host, default, instructions);
        for (int i = 0; i < variables; i++) method.Body.Variables.Add(new(host.Module.TypeSystem.Int32));
        return new(method, state);
    }
}
