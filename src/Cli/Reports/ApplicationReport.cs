using Unboxed.Weaver.Plan;

namespace Unboxed.Cli.Reports;

/// <summary>An assembly of an application, and its report, where there is one.</summary>
sealed record ApplicationPart(ReportedAssembly Assembly, Report? Report);

/// <summary>
/// Puts the reports of an application's assemblies together. Each was made before the next was woven, and knows nothing of what another assembly does: calls of async methods of other assemblies that
/// stay ordinary are told apart from leaves here, and the paths of roots go on through the assemblies that they lead into.
/// </summary>
static class ApplicationReport
{
    /// <param name="name">The application's name.</param>
    /// <param name="parts">Its assemblies.</param>
    internal static Report Of(string name, IReadOnlyList<ApplicationPart> parts)
    {
        var reports = parts.Select(part => part.Report).OfType<Report>().ToList();
        IReadOnlyList<Future> futures = [.. reports.SelectMany(report => report.Futures.Select(future => future with { Assembly = report.Assembly }))];
        IReadOnlyList<CalledMethod> methods = [.. reports.SelectMany(report => report.Methods).GroupBy(method => method.Name).Select(Merged)];
        var paths = new CallPaths(futures, methods);
        return new()
        {
            Assembly = name,
            Weaver = string.Join(", ", reports.Select(report => report.Weaver).Where(weaver => weaver.Length > 0).Distinct().Order(StringComparer.Ordinal)),
            MaxScratchBytes = reports.Max(report => report.MaxScratchBytes),
            Assemblies = [.. parts.Select(part => part.Assembly)],
            AwaitSites = [.. reports.SelectMany(report => report.AwaitSites.Select(site => Of(site, report.Assembly, paths)))],
            Calls = [.. reports.SelectMany(report => report.Calls.Select(call => call with { Assembly = report.Assembly }))],
            Futures = futures,
            Methods = methods,
            Roots = [.. reports.SelectMany(report => report.Roots.Select(root => root with { Assembly = report.Assembly, Calls = [.. root.Calls.Select(paths.Extend)] }))],
            Adapters = [.. reports.SelectMany(report => report.Adapters)],
            Diagnostics = [.. reports.SelectMany(report => report.Diagnostics.Select(finding => finding with { Assembly = report.Assembly }))],
        };
    }

    static AwaitSite Of(AwaitSite site, string assembly, CallPaths paths)
    {
        // Where the reason has a number, the caller's own report knows that the callee is async.
        var callee = site is { Decision: Decision.Ordinary, Id: null } ? paths.AssembliesOf(site.Callee).Where(other => other != assembly).Order(StringComparer.Ordinal).ToList() : [];
        return site with
        {
            Assembly = assembly,
            CalleeAssembly = callee.Count == 0 ? null : string.Join(", ", callee),
            Reason = callee.Count == 0 ? site.Reason : $"{site.Reason}; it is an async method of {string.Join(" and ", callee)}",
        };
    }

    /// <summary>What several assemblies know of one method: each has implementations of its own, and the need is that of the most demanding.</summary>
    static CalledMethod Merged(IGrouping<string, CalledMethod> rows)
    {
        var largest = rows.MaxBy(row => row.Bytes)!;
        return largest with
        {
            Implementers = [.. rows.SelectMany(row => row.Implementers.Select(implementer => row == largest ? implementer : implementer with { Largest = false })).DistinctBy(implementer => implementer.Name)],
            Recursion = largest.Recursion ?? rows.Select(row => row.Recursion).FirstOrDefault(recursion => recursion is not null),
        };
    }
}
