using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests;

/// <summary>What obfuscators write: it is woven or left alone, and runs as before.</summary>
public sealed class ObfuscatedTests
{
    /// <summary>With a point in it, the name of a type in an attribute cannot be told from a namespace: that method counts as one that is not async.</summary>
    public static TheoryData<string, string> Names => new()
    {
        { "\u200B", "1 scratch" }, { " ", "1 scratch" }, { "<>", "1 scratch" }, { "<", "1 scratch" }, { ">", "1 scratch" }, { "\U0001F600", "1 scratch" }, { "get_\n", "1 scratch" },
        { "a.b", "1 scratch" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Odd_names_of_types_and_methods(string name, string said) => RunsAsBefore(module =>
    {
        foreach (var type in Types(module))
        {
            // An attribute names a state machine by its type's name: it is read before that changes.
            foreach (var method in type.Methods) Assert.All(method.CustomAttributes, attribute => Assert.NotNull(attribute.ConstructorArguments));
            if (type.Name is not ("ISource" or "Doubling")) continue;
            type.Name = type.IsInterface ? name + "I" : name;
            foreach (var method in type.Methods.Where(method => method.Name == "NextAsync")) method.Name = name;
        }
    }, said);

    [Fact]
    public void State_machines_whose_fields_are_renamed() => RunsAsBefore(module =>
    {
        int number = 0;
        foreach (var field in Types(module).Where(IsStateMachine).SelectMany(type => type.Fields)) field.Name = "\u200B" + number++;
    }, "0 scratch");

    [Fact]
    public void State_machines_without_their_attributes() => RunsAsBefore(module =>
    {
        foreach (var method in Types(module).SelectMany(type => type.Methods)) method.CustomAttributes.Clear();
    }, "0 scratch");

    [Fact]
    public void Code_that_is_never_reached_and_makes_no_sense() => RunsAsBefore(module => EachMoveNext(module, code =>
    {
        foreach (var junk in new[] { OpCodes.Pop, OpCodes.Add, OpCodes.Dup, OpCodes.Throw }) code.Append(Instruction.Create(junk));
    }));

    [Fact]
    public void Branches_that_lead_to_the_next_instruction() => RunsAsBefore(module => EachMoveNext(module, code =>
    {
        foreach (var instruction in code.Body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Stloc_0).ToList())
            code.InsertAfter(instruction, Instruction.Create(OpCodes.Br, instruction.Next));
    }));

    [Fact]
    public void An_opaque_condition_around_a_method() => RunsAsBefore(module => EachMoveNext(module, code =>
    {
        var first = code.Body.Instructions[0];
        foreach (var instruction in (Instruction[])[Instruction.Create(OpCodes.Ldc_I4_7), Instruction.Create(OpCodes.Brtrue, first), Instruction.Create(OpCodes.Ret)]) code.InsertBefore(first, instruction);
    }));

    static void RunsAsBefore(Action<ModuleDefinition> change, string? said = null)
    {
        using var folder = new Folder();
        string input = Change(folder, change);
        Assert.Equal(Sample.Expected, Sample.Run(input));
        MustRun(folder, input, said);
    }

    static void MustRun(Folder folder, string input, string? said)
    {
        var outcome = CommandLine.Weave(input, folder["out/Sample.dll"], "--mark");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        if (said is not null) Assert.Contains(said, outcome.Output, StringComparison.Ordinal);
        Assert.Equal(Sample.Expected, Sample.Run(folder["out/Sample.dll"]));
    }

    static string Change(Folder folder, Action<ModuleDefinition> change)
    {
        string input = new Sample { Symbols = null }.CompileInto(folder["in"]);
        using var module = ModuleDefinition.ReadModule(input, new() { InMemory = true });
        change(module);
        module.Write(input);
        return input;
    }

    static void EachMoveNext(ModuleDefinition module, Action<ILProcessor> change)
    {
        foreach (var method in Types(module).Where(IsStateMachine).SelectMany(type => type.Methods).Where(method => method.Name == "MoveNext"))
        {
            method.Body.SimplifyMacros();
            method.Body.OptimizeMacros();
            change(method.Body.GetILProcessor());
        }
    }

    static List<TypeDefinition> Types(ModuleDefinition module) => [.. module.GetTypes()];

    static bool IsStateMachine(TypeDefinition type) => type.Interfaces.Any(implementation => implementation.InterfaceType.Name == "IAsyncStateMachine");
}
