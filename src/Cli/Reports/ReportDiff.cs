namespace Unboxed.Cli.Reports;

/// <summary>What has changed between two reports, where it bears on allocation. Lines do not count: code that has only moved is no difference.</summary>
/// <param name="NewAllocations">Places that may allocate now and did not, or were not there.</param>
/// <param name="Gone">Places that may have allocated and do not any more, or are no longer there.</param>
/// <param name="NewGrowth">Callees that may make a chain grow now.</param>
/// <param name="Chains">Roots that expect a chain of another size.</param>
sealed record ReportDiff(IReadOnlyList<PlaceChange> NewAllocations, IReadOnlyList<PlaceChange> Gone, IReadOnlyList<NewGrowth> NewGrowth, IReadOnlyList<ChainChange> Chains)
{
    /// <summary>How many places may allocate that did not.</summary>
    internal int NewCount => NewAllocations.Count + NewGrowth.Count;

    internal static ReportDiff Of(Report before, Report after)
    {
        var changes = Changes(Keyed(before), Keyed(after)).ToList();
        return new(
            [.. changes.Where(change => change.IsNewAllocation).OrderBy(change => change.After!.Caller, StringComparer.Ordinal).ThenBy(change => change.After!.Line)],
            [.. changes.Where(change => change.IsGone).OrderBy(change => change.Before!.Caller, StringComparer.Ordinal).ThenBy(change => change.Before!.Line)],
            [.. NewGrowthIn(before, after)],
            [.. ChainChanges(before, after)]);
    }

    static ILookup<(string Caller, string Callee), Place> Keyed(Report report) => Place.Of(report).ToLookup(place => (place.Caller, place.Callee));

    static IEnumerable<PlaceChange> Changes(ILookup<(string, string), Place> before, ILookup<(string, string), Place> after) =>
        before.Concat(after).Select(group => group.Key).Distinct().SelectMany(key => PlaceAlignment.Of([.. before[key]], [.. after[key]]));

    /// <summary>By callee: that one root more calls it is no other allocation. Nor is what grows only where objects are nested deeper than fits.</summary>
    static IEnumerable<NewGrowth> NewGrowthIn(Report before, Report after)
    {
        var old = before.Roots.SelectMany(root => root.Growth).Where(growth => !growth.IsNesting).Select(growth => growth.Callee).ToHashSet();
        return after.Roots.SelectMany(root => root.Growth.Select(growth => (Root: root, Growth: growth))).Where(entry => !entry.Growth.IsNesting && !old.Contains(entry.Growth.Callee))
            .GroupBy(entry => entry.Growth.Callee).Select(group => new NewGrowth(group.First().Growth, [.. group.Select(entry => entry.Root).Distinct()]));
    }

    static IEnumerable<ChainChange> ChainChanges(Report before, Report after)
    {
        var old = before.Roots.ToLookup(root => root.Name);
        // Several lambdas of a method share its name: they are told apart by their order.
        return after.Roots.GroupBy(root => root.Name).SelectMany(group => old[group.Key].Zip(group)).Where(pair => pair.First.Bytes != pair.Second.Bytes)
            .Select(pair => new ChainChange(pair.Second.Name, pair.First.Bytes, pair.Second.Bytes));
    }
}

/// <summary>A place before and after; null where it was not there, or is not there any more.</summary>
sealed record PlaceChange(Place? Before, Place? After)
{
    internal bool IsNewAllocation => After is { MayAllocate: true } && Before is not { MayAllocate: true };
    internal bool IsGone => Before is { MayAllocate: true } && After is not { MayAllocate: true };
}

/// <summary>A callee that may find too little room, and the roots whose chains it may make grow.</summary>
sealed record NewGrowth(Growth Growth, IReadOnlyList<Root> Roots);

/// <summary>A root that expects a chain of another size, in bytes.</summary>
sealed record ChainChange(string Root, int Before, int After);
