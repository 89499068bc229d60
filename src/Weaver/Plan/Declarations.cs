using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Adapters;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Options;

namespace Unboxed.Weaver.Plan;

/// <summary>What the attributes of a module promise, and what they say that they cannot mean.</summary>
sealed class Declarations
{
    readonly ModuleAnalysis analysis;
    readonly Control control;
    readonly List<IMemberDefinition> members;
    readonly Dictionary<MethodDefinition, MethodDefinition> moveNexts;

    internal Declarations(ModuleAnalysis analysis, Control control)
    {
        this.analysis = analysis;
        this.control = control;
        members = analysis.Module.GetTypes().SelectMany(type => type.Methods.Prepend<IMemberDefinition>(type)).Where(IsControlled).ToList();
        moveNexts = analysis.Machines.ToDictionary(machine => machine.Kickoff, machine => machine.MoveNext);
    }

    static bool IsControlled(IMemberDefinition member) =>
        member.HasCustomAttributes && member.CustomAttributes.Any(attribute => attribute.AttributeType.FullName is ControlAttributes.ScratchSpace or ControlAttributes.Boxed or ControlAttributes.NeverBoxes);

    /// <summary>The methods that promise never to box.</summary>
    internal IEnumerable<PromisePlan> Promises()
    {
        var code = new OwnCode(analysis.Machines);
        return members.OfType<MethodDefinition>().Where(method => method.Has(ControlAttributes.NeverBoxes)).Select(method => new PromisePlan(method, PlaceOf(method), code.Of(method)));
    }

    internal IEnumerable<AttributeProblem> Problems()
    {
        foreach (var problem in OfAssembly()) yield return problem;
        foreach (var member in members)
        {
            string name = member is MethodDefinition method ? SourceNames.OfMethod(method) : SourceNames.OfType((TypeDefinition)member);
            foreach (var problem in Of((ICustomAttributeProvider)member, $"'{name}'", PlaceOf(member))) yield return problem;
        }
    }

    /// <summary>The base classes and interfaces that are not to be found.</summary>
    internal IEnumerable<(MissingAncestor Ancestor, SourcePlace Place)> Missing() =>
        Ancestors.Missing(analysis.Module).Select(missing => (missing, missing.Derived.Select(PlaceOf).FirstOrDefault(place => place.File is not null)));

    IEnumerable<AttributeProblem> OfAssembly() =>
        OfAllocator(analysis.Module.Assembly, "the assembly", default).Concat(OfValues(analysis.Module.Assembly, "the assembly", default, budget => budget ?? control.DefaultBudget));

    IEnumerable<AttributeProblem> OfAllocator(ICustomAttributeProvider member, string name, SourcePlace place)
    {
        if (member.Find(ControlAttributes.ScratchSpace)?.TypeOf("Allocator") is { } type && AllocatorType.Obstacle(type, analysis.Module) is { } obstacle)
            yield return new(AttributeProblemKind.Allocator, name, 0, 0, place) { Type = $"'{SourceNames.OfType(type)}' {obstacle}" };
    }

    IEnumerable<AttributeProblem> Of(ICustomAttributeProvider member, string name, SourcePlace place)
    {
        bool isBoxed = member.Has(ControlAttributes.Boxed);
        if (isBoxed && member.Has(ControlAttributes.ScratchSpace)) yield return new(AttributeProblemKind.Contradiction, name, 0, 0, place);
        else if (member is MethodDefinition method && member.Has(ControlAttributes.NeverBoxes) && control.BoxedBy(method) is not null) yield return new(AttributeProblemKind.Contradiction, name, 0, 0, place);
        foreach (var problem in OfAllocator(member, name, place).Concat(OfValues(member, name, place, budget => budget ?? control.BudgetOf(member)))) yield return problem;
    }

    static IEnumerable<AttributeProblem> OfValues(ICustomAttributeProvider member, string name, SourcePlace place, Func<int?, int> effective)
    {
        if (member.Find(ControlAttributes.ScratchSpace) is not { } attribute) yield break;
        int? budget = attribute.Value("MaxScratchBytes"), reserve = attribute.Value("Reserve");
        if (budget is < 0 or > WeaverOptions.LargestMaxScratchBytes)
            yield return new(AttributeProblemKind.BudgetOutOfRange, name, budget.Value, WeaverOptions.LargestMaxScratchBytes, place);
        if (reserve is < 0 or > WeaverOptions.LargestMaxScratchBytes)
            yield return new(AttributeProblemKind.ReserveOutOfRange, name, reserve.Value, WeaverOptions.LargestMaxScratchBytes, place);
        else if (reserve > effective(budget)) yield return new(AttributeProblemKind.ReserveOverBudget, name, reserve.Value, effective(budget), place);
        if (attribute.Value("SideStack") is not ({ } sideStack and not 0)) yield break;
        if (sideStack is < WeaverOptions.SmallestSideStack or > WeaverOptions.LargestSideStack)
            yield return new(AttributeProblemKind.SideStackOutOfRange, name, sideStack, WeaverOptions.LargestSideStack, place);
        else if (attribute.TypeOf("Allocator") is not null) yield return new(AttributeProblemKind.SideStackAndAllocator, name, sideStack, 0, place);
    }

    /// <summary>Where a declaration stands: symbols know code only, so a type stands where its first code does, and a method without code where the first that is executed for it does.</summary>
    SourcePlace PlaceOf(IMemberDefinition member)
    {
        if (member is TypeDefinition type) return type.Methods.Select(PlaceOfCode).FirstOrDefault(place => place.File is not null);
        var method = (MethodDefinition)member;
        if (PlaceOfCode(method) is { File: not null } place) return place;
        return analysis.Implementations.TryGetValue(method, out var implementations)
            ? implementations.Select(implementation => PlaceOfCode(implementation.Method)).FirstOrDefault(found => found.File is not null)
            : default;
    }

    SourcePlace PlaceOfCode(MethodDefinition method) => new SourcePlaces(moveNexts.TryGetValue(method, out var moveNext) ? moveNext : method).Start;
}
