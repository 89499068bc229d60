using Unboxed.Cli.Reports;

namespace Unboxed.Cli.Html;

/// <summary>What the page's script reads: the report, with what is easier to tell here than there.</summary>
/// <param name="Assemblies">Those of an application; null where the report is of one assembly.</param>
/// <param name="Places">Await sites, and calls whose future is not awaited at once, in the order of the callers.</param>
/// <param name="Adapters">The places that ask for adapters.</param>
/// <param name="Findings">The diagnostics.</param>
/// <param name="Names">All names of methods, taken apart, with where the report says more.</param>
/// <param name="Types">All types of fields, without their namespaces.</param>
/// <param name="Links">By file, what a link to it begins with.</param>
sealed record PageData(
    string Assembly, IReadOnlyList<ReportedAssembly>? Assemblies, string Weaver, int MaxScratchBytes, IReadOnlyList<Place> Places, IReadOnlyList<Future> Futures, IReadOnlyList<CalledMethod> Methods, IReadOnlyList<Root> Roots,
    IReadOnlyList<Adapter> Adapters, IReadOnlyList<Finding> Findings, IReadOnlyDictionary<string, PageName> Names, IReadOnlyDictionary<string, string> Types, IReadOnlyDictionary<string, string> Links)
{
    internal static PageData Of(Report report, IReadOnlyList<Place> places, SourceLinks links)
    {
        var files = places.Select(place => place.File).Concat(report.Futures.Select(future => future.File)).Concat(report.Roots.Select(root => root.File)).Concat(report.Adapters.Select(adapter => adapter.File)).Concat(report.Diagnostics.Select(finding => finding.File));
        var types = report.Futures.SelectMany(future => future.Suspensions).SelectMany(suspension => suspension.Fields).Select(field => field.Type).OfType<string>().Distinct();
        return new(
            report.Assembly, report.Assemblies, report.Weaver, report.MaxScratchBytes, places, report.Futures, report.Methods, report.Roots, report.Adapters, report.Diagnostics, NamesOf(report, places),
            types.ToDictionary(type => type, MethodName.WithoutNamespaces), files.OfType<string>().Distinct().ToDictionary(file => file, links.Of));
    }

    static Dictionary<string, PageName> NamesOf(Report report, IReadOnlyList<Place> places)
    {
        var methods = new MethodIndex<Entry>([.. report.Methods.Select((method, i) => new Entry(method.Name, i))], entry => entry.Name);
        var futures = new MethodIndex<Entry>([.. report.Futures.Select((future, i) => new Entry(future.Name, i))], entry => entry.Name);
        var all = places.SelectMany(place => (string[])[place.Caller, place.Callee])
            .Concat(report.Futures.SelectMany(future => future.Suspensions.Select(suspension => suspension.Callee).Prepend(future.Name)))
            .Concat(report.Methods.SelectMany(method => method.Implementers.Select(implementer => implementer.Name).Concat(method.Recursion?.Cycle ?? []).Prepend(method.Name)))
            .Concat(report.Roots.SelectMany(NamesIn))
            .Concat(report.Adapters.Select(adapter => adapter.Maker).OfType<string>());
        return all.Distinct().ToDictionary(name => name, name =>
        {
            var parsed = MethodName.Parse(name);
            return new PageName(parsed.Type, parsed.Signature, parsed.Short, methods.Find(name)?.Index, futures.Find(name)?.Index);
        });
    }

    static IEnumerable<string> NamesIn(Root root) =>
        root.Calls.SelectMany(call => call.Path.Select(frame => frame.Name).Prepend(call.Callee)).Concat(root.Growth.Select(growth => growth.Callee)).Prepend(root.Name);

    sealed record Entry(string Name, int Index);
}

/// <summary>A method's name as the page shows it.</summary>
/// <param name="Type">Its type with the namespace.</param>
/// <param name="Signature">The method with its parameters, without namespaces.</param>
/// <param name="Short">The same behind the name of the type.</param>
/// <param name="Method">Its place in <see cref="PageData.Methods"/>, if it has one.</param>
/// <param name="Future">Its place in <see cref="PageData.Futures"/>, if it has one.</param>
sealed record PageName(string Type, string Signature, string Short, int? Method, int? Future);
