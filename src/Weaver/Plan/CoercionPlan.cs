using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Coercions;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Options;

namespace Unboxed.Weaver.Plan;

/// <summary>A class that becomes an interface where it is asked for that it says where its futures are kept, and does not.</summary>
/// <param name="Coercion">The place in the code.</param>
/// <param name="Place">The place in the source.</param>
/// <param name="AskedBy">What asks for it.</param>
sealed record CoercionPlan(Coercion Coercion, SourcePlace Place, string AskedBy)
{
    /// <summary>All of a module, but for those of the adapters that the weaver has written into it: of each statement a class and an interface once.</summary>
    internal static IEnumerable<CoercionPlan> Of(ModuleAnalysis analysis, Control control)
    {
        var interfaces = new ExplicitInterfaces(analysis.Module, control);
        if (!interfaces.MayBeAny) return [];
        var conversions = new Conversions(type => interfaces.AskedBy(type) is not null);
        var written = new HashSet<TypeDefinition>(analysis.Adapters.Adapters.Select(adapter => adapter.Type));
        return analysis.Module.GetTypes().Where(type => !written.Contains(type)).SelectMany(type => type.Methods).SelectMany(method => Of(method, conversions, interfaces)).ToList();
    }

    static IEnumerable<CoercionPlan> Of(MethodDefinition method, Conversions conversions, ExplicitInterfaces interfaces)
    {
        var coercions = CoercionReader.Read(method, conversions);
        if (coercions.Count == 0) return [];
        var places = new SourcePlaces(method);
        return coercions.Select(coercion => new CoercionPlan(coercion, PlaceOf(coercion, places), interfaces.AskedBy(coercion.Interface.Resolve())!))
            .GroupBy(plan => (plan.Place, SourceNames.OfType(plan.Coercion.Class), SourceNames.OfType(plan.Coercion.Interface))).Select(same => same.First());
    }

    /// <summary>In optimised code the first statement of a method may begin with code that is of none.</summary>
    static SourcePlace PlaceOf(Coercion coercion, SourcePlaces places) => places.Of(coercion.At) is { File: not null } place ? place : places.Start;
}

/// <summary>The interfaces that a class may become only by saying where its futures are kept.</summary>
sealed class ExplicitInterfaces(ModuleDefinition module, Control control)
{
    readonly Dictionary<ModuleDefinition, bool> marked = new() { [module] = true };

    /// <summary>Whether there may be one. Nothing has to be read where nobody asks.</summary>
    internal bool MayBeAny =>
        control.ExplicitBy(module.Types[0], module) is not null || module.GetTypes().Any(IsAsking)
        || OfMarkedAssemblies().Any(type => type.TryResolve() is { } definition && IsAsking(definition));

    /// <summary>The types that the module names, of assemblies that are marked: one type of each says whether it is.</summary>
    IEnumerable<TypeReference> OfMarkedAssemblies() => module.GetTypeReferences().Where(type => type.Scope is AssemblyNameReference).GroupBy(type => type.Scope)
        .Where(types => types.First().TryResolve() is { } first && IsMarked(first.Module)).SelectMany(types => types);

    bool IsAsking(TypeDefinition type) => type.IsInterface && IsMarked(type.Module) && control.ExplicitBy(type, module) is not null;

    /// <summary>What asks for it; null where nothing does.</summary>
    internal string? AskedBy(TypeDefinition type) =>
        type.IsInterface && IsMarked(type.Module) && control.ExplicitBy(type, module) is { } asking && HasCompanion(type, []) ? asking : null;

    /// <summary>Whether the interface, or one of a marked assembly that it extends, has a method whose calls can be scratch calls.</summary>
    bool HasCompanion(TypeDefinition type, HashSet<TypeDefinition> seen) =>
        seen.Add(type) && IsMarked(type.Module)
        && (type.Methods.Any(method => DispatchedMethods.CanHaveCompanion(method) && control.BoxedBy(method) is null)
            || type.Interfaces.Select(implemented => implemented.InterfaceType.TryResolve()).OfType<TypeDefinition>().Any(parent => HasCompanion(parent, seen)));

    bool IsMarked(ModuleDefinition owner) => marked.TryGetValue(owner, out bool known) ? known : marked[owner] = owner.Assembly.Has(ControlAttributes.ScratchSpace);
}
