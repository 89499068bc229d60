namespace Unboxed.Cli.Reports;

/// <summary>What has changed between two reports, where it bears on allocation. Lines do not count: code that has only moved is no difference.</summary>
/// <param name="NewAllocations">Places that may allocate now and did not, or were not there.</param>
/// <param name="Gone">Places that may have allocated and do not any more, or are no longer there.</param>
/// <param name="NewSegments">Callees that may take a segment now.</param>
/// <param name="Rooms">Roots whose room has changed.</param>
sealed record ReportDiff(IReadOnlyList<PlaceChange> NewAllocations, IReadOnlyList<PlaceChange> Gone, IReadOnlyList<NewSegment> NewSegments, IReadOnlyList<RoomChange> Rooms)
{
    /// <summary>How many places may allocate that did not.</summary>
    internal int NewCount => NewAllocations.Count + NewSegments.Count;

    internal static ReportDiff Of(Report before, Report after)
    {
        var changes = Changes(Keyed(before), Keyed(after)).ToList();
        return new(
            [.. changes.Where(change => change.IsNewAllocation).OrderBy(change => change.After!.Caller, StringComparer.Ordinal).ThenBy(change => change.After!.Line)],
            [.. changes.Where(change => change.IsGone).OrderBy(change => change.Before!.Caller, StringComparer.Ordinal).ThenBy(change => change.Before!.Line)],
            [.. NewSegmentsIn(before, after)],
            [.. RoomChanges(before, after)]);
    }

    static ILookup<(string Caller, string Callee), Place> Keyed(Report report) => Place.Of(report).ToLookup(place => (place.Caller, place.Callee));

    static IEnumerable<PlaceChange> Changes(ILookup<(string, string), Place> before, ILookup<(string, string), Place> after) =>
        before.Concat(after).Select(group => group.Key).Distinct().SelectMany(key => PlaceAlignment.Of([.. before[key]], [.. after[key]]));

    /// <summary>By callee: that one root more calls it is no other allocation.</summary>
    static IEnumerable<NewSegment> NewSegmentsIn(Report before, Report after)
    {
        var old = before.Roots.SelectMany(root => root.Segments).Select(segment => segment.Callee).ToHashSet();
        return after.Roots.SelectMany(root => root.Segments.Select(segment => (Root: root, Segment: segment))).Where(entry => !old.Contains(entry.Segment.Callee))
            .GroupBy(entry => entry.Segment.Callee).Select(group => new NewSegment(group.First().Segment, [.. group.Select(entry => entry.Root).Distinct()]));
    }

    static IEnumerable<RoomChange> RoomChanges(Report before, Report after)
    {
        var old = before.Roots.ToLookup(root => root.Name);
        // Several lambdas of a method share its name: they are told apart by their order.
        return after.Roots.GroupBy(root => root.Name).SelectMany(group => old[group.Key].Zip(group)).Where(pair => pair.First.Bytes != pair.Second.Bytes)
            .Select(pair => new RoomChange(pair.Second.Name, pair.First.Bytes, pair.Second.Bytes));
    }
}

/// <summary>A place before and after; null where it was not there, or is not there any more.</summary>
sealed record PlaceChange(Place? Before, Place? After)
{
    internal bool IsNewAllocation => After is { MayAllocate: true } && Before is not { MayAllocate: true };
    internal bool IsGone => Before is { MayAllocate: true } && After is not { MayAllocate: true };
}

/// <summary>A callee that may find too little room, and the roots whose chains come to it.</summary>
sealed record NewSegment(Segment Segment, IReadOnlyList<Root> Roots);

/// <summary>A root whose room has changed, in bytes.</summary>
sealed record RoomChange(string Root, int Before, int After);
