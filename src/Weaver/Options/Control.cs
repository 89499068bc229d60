using Fody;
using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Options;

/// <summary>What attributes and options say about a method: the attribute on the method, its type, the types around it, its assembly, and last the options of the build.</summary>
sealed class Control(WeaverOptions options)
{
    readonly Dictionary<MethodDefinition, IReadOnlyList<(ICustomAttributeProvider Scope, string Name)>> scopes = [];
    readonly Dictionary<MethodDefinition, string?> boxed = [];

    /// <summary>Where the attribute stands that asks for ordinary calls; null where none does.</summary>
    internal string? BoxedBy(MethodDefinition method)
    {
        if (!boxed.TryGetValue(method, out string? place)) boxed[method] = place = FindBoxed(method);
        return place;
    }

    string? FindBoxed(MethodDefinition method)
    {
        foreach (var (scope, name) in Scopes(method))
        {
            // An assembly is marked by [ScratchSpace], and [Boxed] beside it is its default.
            if (scope.Has(ControlAttributes.Boxed)) return name;
            if (scope.Has(ControlAttributes.ScratchSpace)) return null;
        }
        return null;
    }

    /// <summary>The most room, in bytes, where no attribute says otherwise.</summary>
    internal int DefaultBudget => options.MaxScratchBytes;

    /// <summary>The most bytes that the method expects its chain to need when it is the root, and that a call of it may need.</summary>
    internal int Budget(MethodDefinition method) => InRange(Nearest(Scopes(method), nameof(WeaverOptions.MaxScratchBytes)));

    /// <summary>The same for a type or a method.</summary>
    internal int BudgetOf(ICustomAttributeProvider member) =>
        member is MethodDefinition method ? Budget(method) : InRange(Nearest(ScopesOf((TypeDefinition)member), nameof(WeaverOptions.MaxScratchBytes)));

    /// <summary>The room that a call of the method sets aside for implementations which the analysis cannot see. References are most of what futures keep.</summary>
    internal Need Reserve(MethodDefinition method)
    {
        if (Nearest(Scopes(method), "Reserve") is not ({ } bytes and > 0 and <= WeaverOptions.LargestMaxScratchBytes)) return default;
        int units = (bytes + 7) / 8, words = units / 4;
        return new(units - words, words);
    }

    /// <summary>What a root's chains come from, beside the pools: an allocator, or a side stack of so many bytes. Of the two the nearest counts; 0 bytes take a side stack back, and no allocator.</summary>
    internal (TypeReference? Allocator, int SideStack) SourceOf(MethodDefinition method)
    {
        bool isTakenBack = false;
        foreach (var attribute in Scopes(method).Select(scope => scope.Scope.Find(ControlAttributes.ScratchSpace)))
        {
            if (attribute?.TypeOf("Allocator") is { } allocator) return (allocator, 0);
            if (attribute?.Value("SideStack") is not { } bytes || isTakenBack) continue;
            if (bytes > 0) return (null, bytes);
            isTakenBack = true;
        }
        return default;
    }

    /// <summary>Where it is asked for that what becomes an interface says where its futures are kept; null where it need not. What an interface says holds in all assemblies, what an assembly says for its own code.</summary>
    /// <param name="type">The interface.</param>
    /// <param name="module">The module whose code it is.</param>
    internal string? ExplicitBy(TypeDefinition type, ModuleDefinition module)
    {
        for (var scope = type; scope is not null; scope = scope.DeclaringType)
        {
            if (ModeOf(scope) is { } mode) return mode == CoercionMode.Explicit ? $"{Asking} on '{SourceNames.OfType(scope)}'" : null;
        }
        if (ModeOf(module.Assembly) is { } ofAssembly) return ofAssembly == CoercionMode.Explicit ? $"{Asking} on the assembly" : null;
        return options.Coercions == CoercionMode.Explicit ? "Coercions=\"explicit\" in FodyWeavers.xml" : null;
    }

    const string Asking = "[ScratchSpace(Coercions = Coercions.Explicit)]";

    static CoercionMode? ModeOf(ICustomAttributeProvider scope) => scope.Find(ControlAttributes.ScratchSpace)?.Value(nameof(WeaverOptions.Coercions)) switch
    {
        null => null,
        (int)CoercionMode.Implicit => CoercionMode.Implicit,
        (int)CoercionMode.Explicit => CoercionMode.Explicit,
        { } value => throw new WeavingException($"[ScratchSpace(Coercions = {value})] on {scope} is neither Coercions.Implicit nor Coercions.Explicit. Give one of the two."),
    };

    int InRange(int? bytes) => bytes is { } given and >= 0 and <= WeaverOptions.LargestMaxScratchBytes ? given : options.MaxScratchBytes;

    static int? Nearest(IEnumerable<(ICustomAttributeProvider Scope, string Name)> scopes, string property) =>
        scopes.Select(scope => scope.Scope.Find(ControlAttributes.ScratchSpace)?.Value(property)).FirstOrDefault(value => value is not null);

    /// <summary>Those of the places where attributes may stand that have any, the nearest first.</summary>
    IReadOnlyList<(ICustomAttributeProvider Scope, string Name)> Scopes(MethodDefinition method)
    {
        if (scopes.TryGetValue(method, out var known)) return known;
        var found = new List<(ICustomAttributeProvider, string)>();
        if (IsControlled(method)) found.Add((method, $"'{SourceNames.OfMethod(method)}'"));
        found.AddRange(ScopesOf(method.DeclaringType));
        return scopes[method] = found;
    }

    static IEnumerable<(ICustomAttributeProvider Scope, string Name)> ScopesOf(TypeDefinition innermost)
    {
        for (var type = innermost; type is not null; type = type.DeclaringType)
        {
            if (IsControlled(type)) yield return (type, $"'{SourceNames.OfType(type)}'");
        }
        if (IsControlled(innermost.Module.Assembly)) yield return (innermost.Module.Assembly, "the assembly");
    }

    static bool IsControlled(ICustomAttributeProvider provider) => provider.Has(ControlAttributes.ScratchSpace) || provider.Has(ControlAttributes.Boxed);
}
