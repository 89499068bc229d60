namespace Unboxed.Cli.Reports;

/// <summary>Everything that a report says of one method.</summary>
/// <param name="Name">As the report has it.</param>
/// <param name="Places">Its await sites, and its calls whose future is not awaited there.</param>
/// <param name="Futures">Its future; several where lambdas of the method are async, too.</param>
/// <param name="Called">What a scratch call of it needs.</param>
/// <param name="Roots">What it expects as a root.</param>
/// <param name="Adapters">The adapters that it makes, and those of its interface.</param>
/// <param name="Callers">The places that call it.</param>
/// <param name="Findings">The diagnostics on its lines.</param>
sealed record MethodStory(
    string Name, IReadOnlyList<Place> Places, IReadOnlyList<Future> Futures, CalledMethod? Called, IReadOnlyList<Root> Roots, IReadOnlyList<Adapter> Adapters, IReadOnlyList<Place> Callers, IReadOnlyList<Finding> Findings)
{
    internal static MethodStory Of(Report report, IReadOnlyList<Place> places, string name)
    {
        var itself = new MethodIndex<object>([new()], _ => name);
        var own = places.Where(place => place.Caller == name).ToList();
        var lines = own.Select(place => (place.Assembly, place.File, place.Line)).ToHashSet();
        return new(
            name,
            own,
            [.. report.Futures.Where(future => future.Name == name)],
            new MethodIndex<CalledMethod>(report.Methods, method => method.Name).Find(name),
            [.. report.Roots.Where(root => root.Name == name)],
            [.. report.Adapters.Where(adapter => adapter.Maker == name || adapter.Calls.Any(call => call.Name == name))],
            [.. places.Where(place => itself.Find(place.Callee) is not null)],
            [.. report.Diagnostics.Where(finding => lines.Contains((finding.Assembly, finding.File, finding.Line)))]);
    }

    /// <summary>The names of all methods of a report: those that await, those that are called, and their implementers.</summary>
    internal static IReadOnlyCollection<string> Names(Report report)
    {
        // A callee with type arguments is another name of a method that is in the report already.
        var defined = report.AwaitSites.Select(site => site.Caller)
            .Concat(report.Calls.Select(call => call.Caller))
            .Concat(report.Futures.Select(future => future.Name))
            .Concat(report.Methods.Select(method => method.Name))
            .Concat(report.Methods.SelectMany(method => method.Implementers).Select(implementer => implementer.Name))
            .Concat(report.Roots.Select(root => root.Name))
            .Concat(report.Adapters.Select(adapter => adapter.Maker).OfType<string>())
            .Concat(report.Adapters.SelectMany(adapter => adapter.Calls).Select(call => call.Name)).ToHashSet();
        var index = new MethodIndex<string>(defined, name => name);
        foreach (string callee in report.AwaitSites.Select(site => site.Callee).Concat(report.Calls.Select(call => call.Callee)).ToList())
        {
            if (callee.Contains('(', StringComparison.Ordinal) && index.Find(callee) is null) defined.Add(callee);
        }
        return defined;
    }
}
