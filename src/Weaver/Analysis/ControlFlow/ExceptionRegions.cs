using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>The protected blocks, handlers and filters in which instructions lie: the same from each boundary of a region to the next.</summary>
sealed class ExceptionRegions
{
    readonly int[] boundaries;
    readonly Around[] around;

    internal ExceptionRegions(MethodBody body)
    {
        var changes = new SortedDictionary<int, List<(bool IsBegin, (int Handler, Part Part) Region)>> { [0] = [] };
        for (int i = 0; i < body.ExceptionHandlers.Count; i++)
        {
            var handler = body.ExceptionHandlers[i];
            AddRange(handler.TryStart, handler.TryEnd, (i, Part.Try));
            AddRange(handler.HandlerStart, handler.HandlerEnd, (i, Part.Handler));
            AddRange(handler.FilterStart, handler.HandlerStart, (i, Part.Filter));
        }
        boundaries = [.. changes.Keys];
        around = new Around[boundaries.Length];
        // Regions of the same kind lie around the code before a try and behind it: such places share what is known of them.
        var known = new Dictionary<(int Handler, Part Part)[], Around>(SameRegions.Instance);
        var open = new SortedSet<(int Handler, Part Part)>();
        int next = 0;
        foreach (var change in changes.Values)
        {
            foreach (var (isBegin, region) in change)
            {
                if (isBegin) open.Add(region);
                else open.Remove(region);
            }
            (int, Part)[] key = [.. open];
            if (!known.TryGetValue(key, out var found)) known[key] = found = Around.Of(body, key);
            around[next++] = found;
        }

        void AddRange(Instruction? start, Instruction? end, (int, Part) region)
        {
            if (start is null || (end is not null && end.Offset <= start.Offset)) return;
            Change(start.Offset, true, region);
            if (end is not null) Change(end.Offset, false, region);
        }

        void Change(int offset, bool isBegin, (int, Part) region)
        {
            if (!changes.TryGetValue(offset, out var list)) changes[offset] = list = [];
            list.Add((isBegin, region));
        }
    }

    /// <summary>The parts of an exception handler that are regions.</summary>
    internal enum Part
    {
        Try,
        Handler,
        Filter,
    }

    /// <summary>What lies around an instruction; the same object for all that lie in the same regions.</summary>
    internal Around At(Instruction instruction)
    {
        int index = Array.BinarySearch(boundaries, instruction.Offset);
        return around[index >= 0 ? index : ~index - 1];
    }

    /// <summary>Whether two instructions lie in the same protected blocks, handlers and filters.</summary>
    internal bool AreSame(Instruction first, Instruction second) => ReferenceEquals(At(first), At(second));

    /// <summary>The regions around an instruction, each in the order of the body's table.</summary>
    /// <param name="Tries">The handlers whose protected blocks it lies in.</param>
    /// <param name="Handlers">Those in whose code it lies.</param>
    /// <param name="Filters">Those in whose filters it lies.</param>
    /// <param name="Entries">Where control may go if it throws.</param>
    internal sealed record Around(IReadOnlyList<ExceptionHandler> Tries, IReadOnlyList<ExceptionHandler> Handlers, IReadOnlyList<ExceptionHandler> Filters, IReadOnlyList<Instruction> Entries)
    {
        internal static Around Of(MethodBody body, (int Handler, Part Part)[] open)
        {
            IReadOnlyList<ExceptionHandler> In(Part part)
            {
                List<ExceptionHandler>? found = null;
                foreach (var region in open)
                {
                    if (region.Part == part) (found ??= []).Add(body.ExceptionHandlers[region.Handler]);
                }
                return found ?? (IReadOnlyList<ExceptionHandler>)[];
            }
            var tries = In(Part.Try);
            return new(tries, In(Part.Handler), In(Part.Filter), tries.Count == 0 ? [] : [.. tries.SelectMany(EntriesOf).Distinct()]);
        }

        static IEnumerable<Instruction> EntriesOf(ExceptionHandler handler) => handler.FilterStart is { } filter ? [filter, handler.HandlerStart] : [handler.HandlerStart];
    }

    sealed class SameRegions : IEqualityComparer<(int Handler, Part Part)[]>
    {
        internal static readonly SameRegions Instance = new();

        public bool Equals((int Handler, Part Part)[] x, (int Handler, Part Part)[] y)
        {
            if (x.Length != y.Length) return false;
            for (int i = 0; i < x.Length; i++) if (x[i] != y[i]) return false;
            return true;
        }

        public int GetHashCode((int Handler, Part Part)[] regions)
        {
            int hash = 0;
            foreach (var region in regions) hash = (hash * 31) + (region.Handler * 4) + (int)region.Part;
            return hash;
        }
    }
}
