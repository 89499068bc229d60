namespace Unboxed.Cli.Applications;

/// <summary>The order in which the assemblies of an application are woven: those that others refer to come first, so that these find their companions.</summary>
static class WeaveOrder
{
    /// <summary>The assemblies that refer to one another in a circle. None of them could be first.</summary>
    internal static HashSet<string> Circles(IReadOnlyDictionary<string, IReadOnlyList<string>> references)
    {
        var search = new Search(references);
        foreach (string name in references.Keys) search.Visit(name);
        return search.InCircles;
    }

    /// <summary>Strongly connected components, after Tarjan.</summary>
    sealed class Search(IReadOnlyDictionary<string, IReadOnlyList<string>> references)
    {
        readonly Dictionary<string, int> found = new(StringComparer.OrdinalIgnoreCase), lowest = new(StringComparer.OrdinalIgnoreCase);
        readonly List<string> open = [];

        internal HashSet<string> InCircles { get; } = new(StringComparer.OrdinalIgnoreCase);

        internal void Visit(string name)
        {
            if (found.ContainsKey(name)) return;
            found[name] = lowest[name] = found.Count;
            int first = open.Count;
            open.Add(name);
            foreach (string reference in references[name].Where(references.ContainsKey))
            {
                Visit(reference);
                if (open.Contains(reference, StringComparer.OrdinalIgnoreCase)) lowest[name] = Math.Min(lowest[name], lowest[reference]);
            }
            if (lowest[name] != found[name]) return;
            var component = open[first..];
            open.RemoveRange(first, component.Count);
            if (component.Count > 1) InCircles.UnionWith(component);
        }
    }
}
