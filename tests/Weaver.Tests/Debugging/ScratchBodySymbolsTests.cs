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

    /// <summary>A root waits for scratch calls before it comes to where the compiler has it wait.</summary>
    [Theory]
    [MemberData(nameof(Configurations))]
    public void Methods_that_are_called_in_the_ordinary_way_wait_where_they_did_and_at_scratch_calls(string configuration)
    {
        using var unwoven = ModuleDefinition.ReadModule(Copies.In(configuration).UnwovenPath, new() { ReadSymbols = true });
        using var woven = ModuleDefinition.ReadModule(Copies.In(configuration).WovenPath, new() { ReadSymbols = true });
        int more = 0;
        foreach (var (type, method) in unwoven.GetTypes().SelectMany(type => type.Methods, (type, method) => (type.FullName, method)).Where(pair => pair.method is { Name: "MoveNext", HasBody: true }))
        {
            var same = woven.GetType(type).Methods.Single(other => other is { Name: "MoveNext", IsStatic: false });
            if (Stepping(method) is not { } before) continue;
            Assert.NotEmpty(method.Body.Instructions);
            Assert.NotEmpty(same.Body.Instructions);
            var after = Stepping(same)!;
            Assert.Equal(before.Resumes.Count, after.Resumes.Select(resume => resume.Offset).Distinct().Count());
            Assert.Equal(after.Yields.Select(yield => yield.Offset).Order(), after.Yields.Select(yield => yield.Offset));
            more += after.Yields.Count - before.Yields.Count;
        }
        Assert.True(more > 100, $"{more}");
    }

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
