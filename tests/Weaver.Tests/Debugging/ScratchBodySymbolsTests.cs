using System.Reflection.Metadata;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Tests.Runner;
using Xunit;
using MethodDefinition = Mono.Cecil.MethodDefinition;
using ModuleDefinition = Mono.Cecil.ModuleDefinition;

namespace Unboxed.Weaver.Tests.Debugging;

/// <summary>What the symbols of the woven cases say of each scratch body, compared with what the compiler says of the method that it is a copy of.</summary>
public sealed class ScratchBodySymbolsTests
{
    public static TheoryData<string> Configurations => [.. Copies.Configurations];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Each_waits_and_goes_on_where_its_method_does(string configuration) => ForEach(configuration, (woven, body, original) =>
    {
        Assert.Equal(original.Awaits.Count, body.Awaits.Count);
        Assert.All(body.Awaits, wait => Assert.Equal(body.Handle, wait.Method));
        Assert.Equal(body.Awaits.OrderBy(wait => wait.Yield), body.Awaits);
        Assert.All(body.Awaits, wait => Assert.True(wait.Yield < wait.Resume));
    });

    /// <summary>Readers look for it before they read where a method waits.</summary>
    [Theory]
    [MemberData(nameof(Configurations))]
    public void Each_has_a_kickoff_method_of_its_own(string configuration)
    {
        // None of the source's: one that implements a companion, the way for direct calls, or an entry, whose type has a name of its own.
        ForEach(configuration, (woven, body, original) =>
        {
            var kickoff = woven.Metadata.GetMethodDefinition(body.Kickoff);
            Assert.Contains('<', woven.Metadata.GetString(kickoff.Name) + woven.Metadata.GetString(woven.Metadata.GetTypeDefinition(kickoff.GetDeclaringType()).Name));
        });
        using var assembly = AssemblySymbols.At(Copies.In(configuration).WovenPath);
        var kickoffs = assembly.Methods.Select(method => method.Kickoff).Where(kickoff => !kickoff.IsNil).ToList();
        Assert.Equal(kickoffs.Distinct().Count(), kickoffs.Count);
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Each_sees_what_its_source_imports(string configuration) => ForEach(configuration, (_, body, original) => Assert.Equal(original.Imports, body.Imports));

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Each_has_the_variables_and_constants_of_the_source(string configuration) => ForEach(configuration, (_, body, original) =>
    {
        Assert.Equal(original.Constants, body.Constants);
        Assert.Empty(original.Locals.Select(local => local.Name).Except(body.Locals.Select(local => local.Name)));
        Assert.All(body.Locals, local => Assert.Equal(local.Name[0] is '<' or '$', local.IsHidden));
    });

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Scopes_are_nested_and_in_order(string configuration) => ForEach(configuration, (_, body, _) =>
    {
        var around = new Stack<LocalScope>();
        int last = 0;
        foreach (var scope in body.Scopes)
        {
            Assert.True(scope.Length > 0 && scope.StartOffset >= last);
            last = scope.StartOffset;
            while (around.Count > 0 && around.Peek().EndOffset <= scope.StartOffset) around.Pop();
            if (around.Count > 0) Assert.True(scope.EndOffset <= around.Peek().EndOffset);
            around.Push(scope);
        }
    });

    /// <summary>
    /// A root waits for scratch calls before it comes to where the compiler has it wait, and is run meanwhile, whenever something has completed: it goes on where its callee has. Code without
    /// optimisations has one place for all that an await may wait for, since some debuggers look at the next alone, and comes to it before anybody can run the method elsewhere.
    /// </summary>
    [Theory]
    [MemberData(nameof(Configurations))]
    public void Methods_that_are_called_in_the_ordinary_way_wait_at_scratch_calls_and_go_on_when_they_have_completed(string configuration)
    {
        using var unwoven = ModuleDefinition.ReadModule(Copies.In(configuration).UnwovenPath, new() { ReadSymbols = true });
        using var woven = ModuleDefinition.ReadModule(Copies.In(configuration).WovenPath, new() { ReadSymbols = true });
        int atCalls = 0, apart = 0;
        foreach (var (type, method) in unwoven.GetTypes().SelectMany(type => type.Methods, (type, method) => (type.FullName, method)).Where(pair => pair.method is { Name: "MoveNext", HasBody: true }))
        {
            var same = woven.GetType(type).Methods.Single(other => other is { Name: "MoveNext", IsStatic: false });
            if (Stepping(method) is not { } before) continue;
            Assert.NotEmpty(method.Body.Instructions);
            Assert.NotEmpty(same.Body.Instructions);
            var after = Stepping(same)!;
            Assert.Equal(after.Yields.Select(yield => yield.Offset).Order(), after.Yields.Select(yield => yield.Offset));
            // Where it goes on at a call it looks at once for whether the call has completed, in one way or another.
            var calls = after.Resumes.Select(resume => resume.Offset).Distinct().Where(resume => IsAtCall(same, resume)).ToList();
            int sites = same.Body.Instructions.Count(instruction => IsOf(instruction, "Resume", "Chain"));
            Assert.Equal(sites, calls.Count);
            atCalls += sites;
            apart += after.Resumes.Select(resume => resume.Offset).Distinct().Count() - before.Resumes.Count;
        }
        Assert.True(atCalls > 100, $"{atCalls}");
        // Without optimisations those alone whose await continues where a variable says.
        Assert.True(configuration == "Debug" ? apart * 10 < atCalls : apart == atCalls, $"{apart} of {atCalls}");
    }

    /// <summary>Whether an instruction is behind the one that runs the callees of a root on, and before the one that takes their outcome.</summary>
    static bool IsAtCall(MethodDefinition method, int offset)
    {
        var ways = method.Body.Instructions.Where(instruction => IsOf(instruction, "Resume", "Chain") || IsOf(instruction, "TakeResult", "Chain")).ToList();
        return ways.LastOrDefault(way => way.Offset <= offset) is { } last && IsOf(last, "Resume", "Chain") && ways.Exists(way => way.Offset > offset);
    }

    static bool IsOf(Instruction instruction, string name, string type) => instruction.Operand is MethodReference { DeclaringType.Name: var declaring } called && called.Name == name && declaring == type;

    static AsyncMethodBodyDebugInformation? Stepping(MethodDefinition method) => method.CustomDebugInformations.OfType<AsyncMethodBodyDebugInformation>().SingleOrDefault();

    static void ForEach(string configuration, Action<AssemblySymbols, MethodSymbols, MethodSymbols> check)
    {
        using var unwoven = AssemblySymbols.At(Copies.In(configuration).UnwovenPath);
        using var woven = AssemblySymbols.At(Copies.In(configuration).WovenPath);
        var originals = unwoven.Methods.Where(method => method.Name == "MoveNext").ToDictionary(method => method.Type);
        var bodies = woven.ScratchBodies.ToList();
        Assert.True(bodies.Count > 100);
        Assert.All(bodies, body => check(woven, body, originals[body.Type]));
    }
}
