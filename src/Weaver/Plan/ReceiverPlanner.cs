using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Dispatch;

namespace Unboxed.Weaver.Plan;

/// <summary>
/// Which classes implement a companion themselves. One that derives from another of this module and executes the same method inherits the implementation, which asks for both classes then, or, where the other is
/// abstract and has the method, for those that derive from it: a library with a class for each database has what it implements only once.
/// </summary>
sealed class ReceiverPlanner
{
    /// <summary>A receiver is compared with one class after the other, where the JIT does not know which it is.</summary>
    const int MostHeirs = 8;

    readonly Dictionary<TypeDefinition, Implementation> byClass = [];
    readonly Dictionary<TypeDefinition, TypeDefinition> implementers = [];
    readonly Dictionary<TypeDefinition, List<TypeDefinition>> heirs = [];

    /// <param name="companion">The companion.</param>
    /// <param name="implementations">All that may run in scratch space.</param>
    internal static IReadOnlyList<ReceiverPlan> Plan(CompanionPlan companion, IReadOnlyList<Implementation> implementations)
    {
        // Of a generic interface a class may have several.
        if (companion.Method.DeclaringType.HasGenericParameters) return [.. implementations.Select(implementation => new ReceiverPlan(implementation, companion, []))];
        var planner = new ReceiverPlanner();
        foreach (var implementation in implementations) planner.byClass[implementation.Class] = implementation;
        var own = implementations.GroupBy(planner.ImplementerFor).Select(group => group.First() with { Class = group.Key }).ToList();
        return [.. own.Select(implementation => new ReceiverPlan(implementation, companion, planner.HeirsOf(implementation.Class)))];
    }

    List<TypeDefinition> HeirsOf(TypeDefinition type) => heirs.TryGetValue(type, out var list) ? list : heirs[type] = [];

    /// <summary>The class whose implementation answers for a class: itself, or one that it derives from.</summary>
    TypeDefinition ImplementerFor(Implementation implementation)
    {
        var type = implementation.Class;
        if (implementers.TryGetValue(type, out var implementer)) return implementer;
        implementer = type;
        // The nearest one: an implementation between would hide that of a class above it.
        var inherited = Inherited(type);
        var above = inherited is null ? AbstractOwner(implementation) : inherited.Method == implementation.Method ? ImplementerFor(inherited) : null;
        if (above is not null && HeirsOf(above) is { Count: < MostHeirs } list && MayInherit(type, above))
        {
            implementer = above;
            list.Add(type);
        }
        return implementers[type] = implementer;
    }

    /// <summary>The abstract class above another that has the method which that executes; null where there is none that a call may find.</summary>
    static TypeDefinition? AbstractOwner(Implementation implementation) =>
        implementation.Method.DeclaringType is { IsAbstract: true, IsInterface: false } owner && owner != implementation.Class && owner.Module == implementation.Class.Module
        && Is(owner, implementation.Dispatched.DeclaringType) ? owner : null;

    /// <summary>Whether the objects of a type are of another type too.</summary>
    static bool Is(TypeDefinition type, TypeDefinition other) =>
        type == other || type.Interfaces.Any(own => own.InterfaceType.TryResolve() is { } definition && Is(definition, other)) || (type.BaseType?.TryResolve() is { } above && Is(above, other));

    /// <summary>What the nearest class above another executes; null where there is none of this module.</summary>
    Implementation? Inherited(TypeDefinition type)
    {
        for (var above = type.BaseType as TypeDefinition; above is not null; above = above.BaseType as TypeDefinition)
            if (byClass.TryGetValue(above, out var implementation)) return above.HasGenericParameters ? null : implementation;
        return null;
    }

    /// <summary>Whether an implementation may name a class beside its own, wherever it is run: both are seen by all code of the module, and to load the one takes no assembly that the other does without.</summary>
    static bool MayInherit(TypeDefinition type, TypeDefinition implementer)
    {
        if (!IsSeen(type) || !IsSeen(implementer)) return false;
        var loads = new LoadedTypes(type.Module);
        var loaded = type;
        while (loaded != implementer)
        {
            // One between them may be generic.
            if (loaded.BaseType is not TypeDefinition above || !loads.AreAtHand(loaded)) return false;
            loaded = above;
        }
        return true;
    }

    static bool IsSeen(TypeDefinition type) =>
        !type.HasGenericParameters && (!type.IsNested || ((type.IsNestedPublic || type.IsNestedAssembly || type.IsNestedFamilyOrAssembly) && IsSeen(type.DeclaringType)));
}
