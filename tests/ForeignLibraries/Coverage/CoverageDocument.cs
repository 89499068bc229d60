using System.Globalization;

namespace Unboxed.ForeignLibraries.Coverage;

/// <summary>docs/coverage.md: how much of other people's code becomes scratch calls, and why the rest does not.</summary>
static class CoverageDocument
{
    internal static string Of(LibrariesCoverage coverage)
    {
        var libraries = coverage.Libraries;
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine($"""
            # Coverage of other people's libraries

            Written by `eng/check-foreign-libraries.sh --write`: compiled libraries from NuGet, as they are published. *Alone* is what the author of a library gets that is woven by itself. *Together* is
            what an application gets: all of these assemblies, with what else they bring along, woven by `unboxed weave --app`.

            *Eligible* is an await whose callee is an async method of an assembly that is woven, alone of the same assembly, together of any: directly, or through a virtual or interface method that at least one
            async method of these assemblies overrides or implements, wherever that method is declared. It is counted from the compiled code by a data flow of its
            own (`tests/ForeignLibraries/Coverage`), which shares nothing with the weaver, and sees through variables, branches and `ConfigureAwait`. *Across* is
            the part of it that only other assemblies make eligible. All other awaits are leaves: of the framework, of methods that are not async. *More scratch* are calls that the definition of
            eligible leaves out: of methods that only pass a call on, of interfaces and virtual methods whose implementations in assemblies that are not here have the companion, and through delegates, of which
            the ones over async methods of woven assemblies run in scratch space.

            Together, at least {Percent(LibrariesCoverage.Goal, "F0")} of the eligible awaits are to be scratch calls: `eng/check-foreign-libraries.sh` fails where they are not, or where this page is not what it would write.

            """);
        Table(text, libraries);
        Across(text, coverage.Together);
        foreach (var library in libraries.Where(library => library.Alone is null))
            text.WriteLine($"\n{library.Library.Assembly} is refused alone: {library.Library.Refused}, and woven code needs net8.0. An application that runs on net8.0 or later weaves it.");
        text.WriteLine("\n## Eligible, and yet ordinary calls\n\n| together | alone | decision: reason | where, together | what it means |\n|---|---|---|---|---|");
        Reason(text, libraries, eligible: true);
        Callees(text);
        text.WriteLine("\n## Not eligible\n\n| together | alone | decision: reason | where, together | what it means |\n|---|---|---|---|---|");
        Reason(text, libraries, eligible: false);
        text.WriteLine("\n## By library\n\nAwaits that are not scratch calls where all are woven together: eligible + others.");
        foreach (var library in libraries) ByLibrary(text, library);
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>Why two kinds of async methods keep their state machine where others call them.</summary>
    static void Callees(StringWriter text) => text.WriteLine("""

        ### Callees with an awaiter of somebody's

        ```csharp
        struct Twice : ICriticalNotifyCompletion { …; public void UnsafeOnCompleted(Action next) { Task.Run(next); Task.Run(next); } }

        async ValueTask<int> M() { await new Twice(); return await inner.N(); }
        ```

        The awaiter is given a delegate, and may keep it, call it at once, and call it again. Whenever it does, plain C# runs the box of this very call, or finds that it has ended: the box is nobody else's while the delegate lives. A frame is the next
        call's by then. Only an object for each await could tell the two apart, and that is what the box was. So the callee keeps its box, which is all that is allocated: its caller's frame waits for it as for a leaf.

        ### Callees with a pooling builder

        ```csharp
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        async ValueTask<int> M() => await inner.N();

        async Task OnClick() { await M(); text.Text = "done"; }
        ```

        Who awaits such a future is continued by the rules of `ManualResetValueTaskSourceCore`: always posted to the SynchronizationContext that its await has captured, also from that context's own thread, where another callee's caller goes on at once; and without one called in place, where another's may be queued.
        The rule is the callee's, and ends where a method in between passes the future on as a task (`Task N() => M().AsTask()`), which has no frame that could say so. The callee keeps its pooled box, which allocates nothing once it is there; as a *caller* it makes scratch calls.
        """);

    static void Table(StringWriter text, IReadOnlyList<LibraryCoverage> libraries)
    {
        text.WriteLine("| assembly | version | awaits | alone: eligible | scratch | share | together: eligible | scratch | share | across: eligible | scratch | more scratch |\n|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var library in libraries) Row(text, library.Library.Assembly, library.Version, library.Alone, library.Together);
        Row(text, "**all**", "", [.. libraries.SelectMany(library => library.Alone ?? [])], [.. libraries.SelectMany(library => library.Together)]);
    }

    static void Row(StringWriter text, string name, string version, IReadOnlyList<DecidedSite>? alone, IReadOnlyList<DecidedSite> together)
    {
        var across = together.Where(site => site.IsAcross).ToList();
        text.WriteLine($"| {name} | {version} | {together.Count} | {(alone is null ? "– | – | –" : Figures(alone))} | {Figures(together)} | {across.Count} | {across.Count(site => site.IsScratch)} | {together.Count(site => site is { IsScratch: true, IsEligible: false })} |");
    }

    static string Figures(IReadOnlyList<DecidedSite> sites)
    {
        int eligible = sites.Count(site => site.IsEligible);
        string share = eligible == 0 ? "–" : Percent(LibrariesCoverage.Share(sites), "F1");
        return $"{eligible} | {sites.Count(site => site is { IsScratch: true, IsEligible: true })} | {share}";
    }

    /// <summary>What there is across, by who declares what is called.</summary>
    static void Across(StringWriter text, IReadOnlyList<DecidedSite> together)
    {
        var (foreign, own) = (together.Where(site => site is { IsAcross: true, IsForeign: true }).ToList(), together.Where(site => site is { IsAcross: true, IsForeign: false }).ToList());
        text.WriteLine($"""

            Across, {own.Count} awaits are of methods that one of these assemblies declares: {own.Count(site => site.IsScratch)} are scratch calls. {foreign.Count} are of methods that none of them declares, such as those of streams and of ADO.NET,
            and that async methods of others override or implement: {foreign.Count(site => site.IsScratch)} are scratch calls. Their companions serve the assembly alone that they are in, but for those in `Unboxed.dll`.
            """);
    }

    static string Percent(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture) + " %";

    static void Reason(StringWriter text, IReadOnlyList<LibraryCoverage> libraries, bool eligible)
    {
        var together = Ordinary(libraries.SelectMany(library => library.Together.Select(site => (library.Library.Assembly, Site: site))), eligible);
        var alone = Ordinary(libraries.SelectMany(library => (library.Alone ?? []).Select(site => (library.Library.Assembly, Site: site))), eligible);
        var reasons = together.Concat(alone).Select(group => group.Key).Distinct();
        foreach (string reason in reasons.OrderByDescending(reason => together[reason].Count()).ThenByDescending(reason => alone[reason].Count()).ThenBy(reason => reason, StringComparer.Ordinal))
        {
            var where = together[reason].CountBy(entry => entry.Assembly).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} {entry.Value}").ToList();
            text.WriteLine($"| {together[reason].Count()} | {alone[reason].Count()} | {reason} | {string.Join(", ", where.Take(4))}{(where.Count > 4 ? ", …" : "")} | {Reasons.Meaning(reason)} |");
        }
    }

    static ILookup<string, (string Assembly, DecidedSite Site)> Ordinary(IEnumerable<(string Assembly, DecidedSite Site)> sites, bool eligible) =>
        sites.Where(entry => entry.Site.IsEligible == eligible && !entry.Site.IsScratch).ToLookup(entry => entry.Site.General);

    static void ByLibrary(StringWriter text, LibraryCoverage library)
    {
        text.WriteLine($"\n**{library.Library.Assembly}**\n");
        foreach (var group in library.Together.Where(site => !site.IsScratch).GroupBy(site => site.General).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal))
            text.WriteLine($"- {group.Count(site => site.IsEligible)} + {group.Count(site => !site.IsEligible)} {group.Key}");
    }
}
