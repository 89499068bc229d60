namespace Unboxed.Cli.Reports;

/// <summary>What has changed between two reports, where it bears on allocation. Lines do not count: code that has only moved is no difference.</summary>
/// <param name="NewAllocations">Places that may allocate now and did not, or were not there.</param>
/// <param name="Gone">Places that may have allocated and do not any more, or are no longer there.</param>
/// <param name="NewSegments">Calls of roots that may take a segment now.</param>
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
            [.. Segments(after).Except(Segments(before), SegmentIdentity.Instance)],
            [.. RoomChanges(before, after)]);
    }

    static ILookup<(string Caller, string Callee), Place> Keyed(Report report) => Place.Of(report).ToLookup(place => (place.Caller, place.Callee));

    static IEnumerable<PlaceChange> Changes(ILookup<(string, string), Place> before, ILookup<(string, string), Place> after) =>
        before.Concat(after).Select(group => group.Key).Distinct().SelectMany(key => PlaceAlignment.Of([.. before[key]], [.. after[key]]));

    static IEnumerable<NewSegment> Segments(Report report) => report.Roots.SelectMany(root => root.Segments.Select(segment => new NewSegment(root, segment)));

    static IEnumerable<RoomChange> RoomChanges(Report before, Report after)
    {
        var old = before.Roots.ToLookup(root => root.Name);
        // Several lambdas of a method share its name: they are told apart by their order.
        return after.Roots.GroupBy(root => root.Name).SelectMany(group => old[group.Key].Zip(group)).Where(pair => pair.First.Bytes != pair.Second.Bytes)
            .Select(pair => new RoomChange(pair.Second.Name, pair.First.Bytes, pair.Second.Bytes));
    }

    sealed class SegmentIdentity : IEqualityComparer<NewSegment>
    {
        internal static readonly SegmentIdentity Instance = new();

        public bool Equals(NewSegment? x, NewSegment? y) => x?.Root.Name == y?.Root.Name && x?.Segment.Callee == y?.Segment.Callee;

        public int GetHashCode(NewSegment segment) => HashCode.Combine(segment.Root.Name, segment.Segment.Callee);
    }
}

/// <summary>A place before and after; null where it was not there, or is not there any more.</summary>
sealed record PlaceChange(Place? Before, Place? After)
{
    internal bool IsNewAllocation => After is { MayAllocate: true } && Before is not { MayAllocate: true };
    internal bool IsGone => Before is { MayAllocate: true } && After is not { MayAllocate: true };
}

/// <summary>A call of a root that may find too little room.</summary>
sealed record NewSegment(Root Root, Segment Segment);

/// <summary>A root whose room has changed, in bytes.</summary>
sealed record RoomChange(string Root, int Before, int After);
