namespace Unboxed.ForeignLibraries.Coverage;

/// <summary>The awaits of all libraries, woven alone and together.</summary>
sealed record LibrariesCoverage(IReadOnlyList<LibraryCoverage> Libraries)
{
    /// <summary>What has to be reached where they are woven together, in percent of the eligible awaits.</summary>
    internal const double Goal = 97;

    internal IReadOnlyList<DecidedSite> Together => [.. Libraries.SelectMany(library => library.Together)];

    /// <exception cref="InvalidOperationException">An assembly with awaits is woven that is not among the libraries.</exception>
    internal static LibrariesCoverage Of(WovenApplication application)
    {
        var decisions = application.Assemblies.ToDictionary(assembly => assembly, assembly => Decisions.Of(application.PathOf(assembly)));
        if (decisions.Where(entry => entry.Value.Count > 0).Select(entry => entry.Key).Except(Library.All.Select(library => library.Assembly)).FirstOrDefault() is { } unnamed)
            throw new InvalidOperationException($"{unnamed} has awaits, and is not named in {nameof(Library)}.{nameof(Library.All)}.");
        using var resolver = new Resolver(Library.Folder);
        var slots = new AsyncSlots(application.Assemblies.Select(resolver.Module));
        return new([.. Library.All.AsParallel().AsOrdered().WithDegreeOfParallelism(Environment.ProcessorCount).Select(library => LibraryCoverage.Of(library, decisions[library.Assembly], slots))]);
    }

    /// <summary>The share of the eligible awaits that are scratch calls, in percent; NaN where there are none.</summary>
    internal static double Share(IReadOnlyList<DecidedSite> sites) => 100.0 * sites.Count(site => site is { IsEligible: true, IsScratch: true }) / sites.Count(site => site.IsEligible);
}
