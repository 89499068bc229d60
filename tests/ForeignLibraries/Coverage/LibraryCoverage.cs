using Mono.Cecil;

namespace Unboxed.ForeignLibraries.Coverage;

/// <summary>An await of a library with what the weaver decided.</summary>
/// <param name="IsEligible">Whether what is awaited is, or may run, an async method of the assemblies that are woven.</param>
/// <param name="IsAcross">Whether it is that because of other assemblies alone.</param>
/// <param name="IsForeign">Whether it is that by methods alone that none of these assemblies declares.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Reason">Its reason.</param>
/// <param name="Caller">For people.</param>
sealed record DecidedSite(bool IsEligible, bool IsAcross, bool IsForeign, string Decision, string Reason, string Caller)
{
    internal bool IsScratch => Decision == "scratch";

    /// <summary>Decision and reason without the names that differ from site to site.</summary>
    internal string General => $"{Decision}: {Reasons.General(Reason)}";
}

/// <summary>The awaits of a library.</summary>
/// <param name="Library">The library.</param>
/// <param name="Version">Its package's.</param>
/// <param name="Alone">Where it is woven by its author; null where it is refused.</param>
/// <param name="Together">The same awaits, where all libraries are woven together.</param>
sealed record LibraryCoverage(Library Library, string Version, IReadOnlyList<DecidedSite>? Alone, IReadOnlyList<DecidedSite> Together)
{
    /// <summary>Sets the decisions beside the awaits that the unwoven assembly has.</summary>
    /// <param name="library">The library.</param>
    /// <param name="together">What was decided where all are woven together.</param>
    /// <param name="all">The slots of all that are woven together.</param>
    internal static LibraryCoverage Of(Library library, IReadOnlyDictionary<(int Method, int Offset), Decided> together, AsyncSlots all)
    {
        using var resolver = new Resolver(Library.Folder);
        var module = resolver.Module(library.Assembly);
        var own = new AsyncSlots(module);
        var sites = AwaitSites.Of(module).ToList();
        return new(library, VersionOf(module), Decisions.Alone(library) is { } alone ? Join(library, sites, alone, own, own) : null, Join(library, sites, together, own, all));
    }

    static IReadOnlyList<DecidedSite> Join(Library library, IReadOnlyList<AwaitSite> sites, IReadOnlyDictionary<(int Method, int Offset), Decided> decided, AsyncSlots own, AsyncSlots all)
    {
        var known = sites.Select(site => (site.Method, site.Offset)).ToHashSet();
        if (decided.Keys.FirstOrDefault(place => !known.Contains(place)) is { Method: not 0 } stray)
            throw new InvalidOperationException($"{library.Assembly}: the report has an await at 0x{stray.Method:X8}:{stray.Offset} that is not in the assembly.");
        var joined = sites.Select(site =>
        {
            var (decision, reason, caller) = decided.GetValueOrDefault((site.Method, site.Offset)) ?? new("ordinary", Reasons.NoRow, site.Caller);
            bool isEligible = site.Callees.Any(all.Contains);
            return new DecidedSite(isEligible, isEligible && !site.Callees.Any(own.Contains), isEligible && !site.Callees.Any(all.ContainsOwn), decision, reason, caller);
        }).ToList();
        // A direct scratch call that is not eligible would mean that one of the two analyses is wrong; where several values meet, one may be.
        if (joined.FirstOrDefault(site => site is { IsScratch: true, IsEligible: false } && site.Reason.Contains("a call of a known", StringComparison.Ordinal)
                && !site.Reason.Contains("values that meet in the await", StringComparison.Ordinal)) is { } wrong)
            throw new InvalidOperationException($"{library.Assembly}: a scratch call is not eligible: {wrong.Caller}");
        return joined;
    }

    /// <summary>The package's, which the assembly's own version often does not follow.</summary>
    static string VersionOf(ModuleDefinition module) =>
        module.Assembly.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == "AssemblyInformationalVersionAttribute") is { ConstructorArguments: [{ Value: string version }] }
            ? version.Split('+')[0]
            : module.Assembly.Name.Version.ToString(3);
}
