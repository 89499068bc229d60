using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>What the user is told about a plan: the lint, broken promises, and attributes that cannot mean what they say. Never looks at what is rewritten.</summary>
static class DiagnosticList
{
    /// <summary>The assembly attribute by which the build hands over the property UnboxedHelpBase.</summary>
    internal const string HelpBase = "UnboxedHelpBase";

    internal static IReadOnlyList<Diagnostic> Of(ModuleDefinition module, WeavingPlan plan, WeaverOptions options, Naming naming, string? projectDirectory)
    {
        var findings = AttributeCheck.Find(plan).Concat(MissingAncestorCheck.Find(plan)).Concat(new PromiseCheck(plan, naming).Find()).Concat(UnreadTasks(module)).Concat(RuntimeAsyncCheck.Find(module, plan))
            .Concat(AdapterCheck.Find(plan));
        if (plan.Coercions.Count > 0) findings = findings.Concat(CoercionCheck.Find(plan, new(module, plan, projectDirectory, options.EditorConfigs)));
        if (options.IsLintOn) findings = findings.Concat(new AllocationLint(plan, naming, options.LintGenerated ? null : new(module, plan, projectDirectory, options.EditorConfigs)).Find());
        return Told(findings, module, options);
    }

    /// <summary>What is told about an assembly that is left as it is because it is not marked.</summary>
    internal static IReadOnlyList<Diagnostic> OfUnmarked(ModuleDefinition module, WeaverOptions options)
    {
        var names = new HashSet<string> { ControlAttributes.ScratchSpace, ControlAttributes.Boxed, ControlAttributes.NeverBoxes, ControlAttributes.Adapts };
        var used = module.GetTypeReferences().FirstOrDefault(type => names.Contains(type.FullName));
        return used is null ? [] : Told(
            [new(DiagnosticId.NotMarked, default, $"[{used.Name.Replace("Attribute", "")}] has no effect in {module.Assembly.Name.Name}.", "The assembly has no [assembly: Unboxed.ScratchSpace], and is left as it is.")],
            module, options);
    }

    /// <summary>What a build is told of such an assembly when nothing else tells that it is left as it is. Nobody misses anything where there is no async method.</summary>
    internal static List<Diagnostic> OfMissingMark(ModuleDefinition module, WeaverOptions options) =>
        module.GetTypes().SelectMany(type => type.Methods).Any(StateMachineReader.IsKickoff)
            ? Told([new(DiagnosticId.MissingMark, default, $"{module.Assembly.Name.Name} is left as it is.", "The project has the package Unboxed.Fody, and the assembly has no [assembly: Unboxed.ScratchSpace].")], module, options)
            : [];

    /// <summary>What a build is told of add-ins that are at work after ours, and may edit code that no longer runs.</summary>
    internal static List<Diagnostic> OfLaterWeavers(IEnumerable<LaterWeaver> weavers, ModuleDefinition module, WeaverOptions options) => Told(
        weavers.Where(weaver => !HarmlessWeavers.Reasons.ContainsKey(weaver.Name)).Select(weaver => new Finding(
            DiagnosticId.LaterWeaver, default, $"The add-in {weaver.Name} is at work after Unboxed: in {weaver.Source}, <{weaver.Name} /> comes after <Unboxed />.",
            "It would edit async methods whose code no longer runs when they are awaited.")),
        module, options);

    static IEnumerable<Finding> UnreadTasks(ModuleDefinition module) => FSharpTasks.AreIn(module)
        ? [new(DiagnosticId.FSharpTasks, default, $"The F# task expressions of {module.Assembly.Name.Name} stay as they are.", "Their state machines are those of FSharp.Core, and are not read.")]
        : [];

    static List<Diagnostic> Told(IEnumerable<Finding> findings, ModuleDefinition module, WeaverOptions options)
    {
        string? helpBase = options.HelpBase ?? HelpBaseOf(module);
        return
        [
            .. from finding in findings
               let severity = Severities.Of(finding.Id, finding.Place.File, options)
               where severity is not null
               orderby finding.Place.File, finding.Place.Line, finding.Place.Column, finding.Id
               select new Diagnostic(finding.Id, severity.Value, finding.Place, finding.What, finding.Why, finding.Help ?? Help.For(finding.Id), Help.Link(finding.Id, helpBase)),
        ];
    }

    static string? HelpBaseOf(ModuleDefinition module) => module.Assembly.CustomAttributes
        .Where(attribute => attribute.AttributeType.FullName == "System.Reflection.AssemblyMetadataAttribute")
        .Where(attribute => attribute.ConstructorArguments is [{ Value: HelpBase }, { Value: string }])
        .Select(attribute => (string)attribute.ConstructorArguments[1].Value).FirstOrDefault();
}
