namespace Unboxed.Cli.Reports;

/// <summary>
/// Pairs the places of one caller with one callee, before and after, by their order: a place that was put in or taken out does not shift
/// those behind it. Two that have only changed their order are no new allocation.
/// </summary>
static class PlaceAlignment
{
    internal static IEnumerable<PlaceChange> Of(IReadOnlyList<Place> before, IReadOnlyList<Place> after)
    {
        var (oldRest, newRest) = Unpaired(before, after);
        // What may allocate goes with what may have allocated, whatever the two decisions are.
        foreach (var place in newRest.Where(place => place.MayAllocate).ToList())
        {
            if (oldRest.Find(old => old.MayAllocate) is not { } old) break;
            oldRest.Remove(old);
            newRest.Remove(place);
        }
        int common = Math.Min(oldRest.Count, newRest.Count);
        for (int i = 0; i < common; i++) yield return new(oldRest[i], newRest[i]);
        foreach (var old in oldRest.Skip(common)) yield return new(old, null);
        foreach (var place in newRest.Skip(common)) yield return new(null, place);
    }

    /// <summary>What the best pairing in the same order leaves over: of equal decisions, and with equal reasons where there is a choice.</summary>
    static (List<Place> Before, List<Place> After) Unpaired(IReadOnlyList<Place> before, IReadOnlyList<Place> after)
    {
        int[,] best = Best(before, after);
        List<Place> oldRest = [], newRest = [];
        int i = 0, j = 0;
        while (i < before.Count && j < after.Count)
        {
            int likeness = Likeness(before[i], after[j]);
            if (likeness > 0 && best[i, j] == best[i + 1, j + 1] + likeness) (i, j) = (i + 1, j + 1);
            else if (best[i, j] == best[i + 1, j]) oldRest.Add(before[i++]);
            else newRest.Add(after[j++]);
        }
        oldRest.AddRange(before.Skip(i));
        newRest.AddRange(after.Skip(j));
        return (oldRest, newRest);
    }

    static int[,] Best(IReadOnlyList<Place> before, IReadOnlyList<Place> after)
    {
        int[,] best = new int[before.Count + 1, after.Count + 1];
        for (int i = before.Count - 1; i >= 0; i--)
        {
            for (int j = after.Count - 1; j >= 0; j--)
            {
                int likeness = Likeness(before[i], after[j]);
                best[i, j] = Math.Max(likeness > 0 ? best[i + 1, j + 1] + likeness : 0, Math.Max(best[i + 1, j], best[i, j + 1]));
            }
        }
        return best;
    }

    /// <summary>0 for two that are no pair. An equal reason never outweighs a pair more.</summary>
    static int Likeness(Place before, Place after) =>
        before.Decision != after.Decision || before.MayAllocate != after.MayAllocate || before.IsAwait != after.IsAwait ? 0 : before.Reason == after.Reason ? Pair + 1 : Pair;

    const int Pair = 1 << 12;
}
