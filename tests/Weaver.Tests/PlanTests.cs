using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Rewriting;
using Unboxed.Weaver.Tests.Runner;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>The plan alone makes the report, and what is rewritten is what the plan says.</summary>
public sealed class PlanTests
{
    public static TheoryData<string> Configurations => [.. Copies.Configurations];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void A_dry_run_reports_the_same_byte_for_byte(string configuration)
    {
        var options = new WeaverOptions { Lint = LintLevel.Info };
        using var woven = Read(configuration);
        using var dry = Read(configuration);
        var expected = Json(AssemblyWeaver.Weave(woven, options));
        Assert.Equal(expected, Json(AssemblyWeaver.Weave(dry, options with { DryRun = true })));
        Assert.True(expected.Length > 100_000, $"{expected.Length} bytes are no report of this assembly.");
        using var untouched = Read(configuration);
        Assert.Equal(Content(untouched), Content(dry));
        Assert.NotEqual(Content(untouched), Content(woven));
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Every_scratch_site_of_the_plan_has_its_call_and_no_other_site_has_one(string configuration)
    {
        using var module = Read(configuration);
        var analysis = ModuleAnalysis.Of(module);
        var plan = Planner.Plan(analysis, new());
        var scratch = plan.Sites.Where(row => row.Decision == Decision.Scratch).Select(row => (row.Method, row.Offset)).ToHashSet();
        // Rewriting keeps the instructions of MoveNext, and changes their offsets.
        var bodies = analysis.Machines.Select(machine => (Machine: machine, Sites: machine.Shape.Suspensions.OrderBy(site => site.Await.Offset)
            .Select(site => (site.GetAwaiter, site.Await, IsScratch: scratch.Contains((machine.MoveNext.MetadataToken.ToInt32(), site.Await.Offset)))).ToList())).ToList();
        Assert.Equal(scratch.Count, bodies.Sum(body => body.Sites.Count(site => site.IsScratch)));
        Assert.True(scratch.Count > 100);

        ModuleRewriter.Apply(module, plan);

        var scratchBodies = plan.Bodies.Select(body => body.Machine).ToHashSet();
        foreach (var (machine, sites) in bodies)
        {
            var instructions = machine.MoveNext.Body.Instructions;
            int start = 0;
            foreach (var (getAwaiter, await, isScratch) in sites)
            {
                int end = instructions.IndexOf(getAwaiter);
                bool hasCall = instructions.Skip(start).Take(end - start).Any(IsEntry);
                Assert.True(hasCall == isScratch, $"{machine.Kickoff.FullName}: the site at {await} is {(isScratch ? "" : "not ")}to be a scratch call.");
                start = instructions.IndexOf(await);
            }
            Assert.DoesNotContain(instructions.Skip(start), IsEntry);
            if (!scratchBodies.Contains(machine)) continue;
            var run = machine.Type.Methods.Single(method => method is { Name: "MoveNext", IsStatic: true });
            int calls = run.Body.Instructions.Count(IsScratchCall);
            Assert.True(sites.Any(site => site.IsScratch) == calls > 0 && sites.Count(site => site.IsScratch) <= calls, $"{machine.Kickoff.FullName}: {calls} calls in the scratch body");
        }
    }

    /// <summary>A root calls through a stub of its own, which has the scratch space.</summary>
    static bool IsEntry(Instruction instruction) =>
        instruction.OpCode.Code == Code.Call && instruction.Operand is MethodReference { Name: var name } method && name.StartsWith("Enter", StringComparison.Ordinal)
        && method.Resolve() is { HasBody: true } entry && entry.Body.Instructions.Count(IsScratchCall) == 1;

    /// <summary>Entries of scratch bodies take the scratch space, companions its handle.</summary>
    static bool IsScratchCall(Instruction instruction) =>
        instruction.Operand is MethodReference { Parameters: { Count: >= 2 } parameters } method && method.DeclaringType.FullName is not ("Unboxed.CompilerServices.Handed" or "Unboxed.CompilerServices.Leaves")
        && parameters[parameters.Count - 2].ParameterType.FullName is "Unboxed.CompilerServices.Scratch&" or "Unboxed.CompilerServices.ScratchHandle&";

    static ModuleDefinition Read(string configuration)
    {
        var copies = Copies.In(configuration);
        return ModuleDefinition.ReadModule(
            copies.UnwovenPath,
            new() { AssemblyResolver = new ReferenceResolver(copies.References), ReadSymbols = true, SymbolReaderProvider = new PortablePdbReaderProvider(), InMemory = true });
    }

    static byte[] Json(WeavingReport report)
    {
        using var stream = new MemoryStream();
        JsonReport.Write(stream, report, null);
        return stream.ToArray();
    }

    /// <summary>Everything that weaving could change, as text.</summary>
    static string Content(ModuleDefinition module) => string.Join(
        '\n',
        module.Assembly.CustomAttributes.Select(attribute => attribute.AttributeType.FullName)
            .Concat(module.Resources.Select(resource => resource.Name))
            .Concat(module.GetTypes().SelectMany(type => type.Interfaces.Select(entry => $"{type.FullName}: {entry.InterfaceType.FullName}")))
            .Concat(module.GetTypes().SelectMany(type => type.Fields.Select(field => field.FullName)))
            .Concat(module.GetTypes().SelectMany(type => type.Methods).Select(method => $"{method.FullName} {(method.HasBody ? string.Join(' ', method.Body.Instructions.Select(instruction => instruction.OpCode.Name)) : "")}")));
}
