using System.Globalization;

namespace Unboxed.ForeignLibraries.Coverage;

/// <summary>docs/coverage.md: how much of other people's code becomes scratch calls, and why the rest does not.</summary>
static class CoverageDocument
{
    internal static string Of(Weaves weaves)
    {
        var libraries = new List<LibraryCoverage>();
        var refused = new List<Library>();
        foreach (var library in Library.All)
        {
            if (weaves.Weave(library) is { } woven) libraries.Add(LibraryCoverage.Of(library, Weaves.Report(woven)));
            else refused.Add(library);
        }
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine("""
            # Coverage of other people's libraries

            Written by `eng/check-foreign-libraries.sh --write`: compiled libraries from NuGet, as they are published, woven with `unboxed weave --mark`.

            *Eligible* is an await whose callee is an async method of the same assembly: directly, or through a virtual or interface method that at least one
            async method of the assembly overrides or implements, wherever that method is declared. It is counted from the compiled code by a data flow of its
            own (`tests/ForeignLibraries/Coverage`), which shares nothing with the weaver, and sees through variables, branches and `ConfigureAwait`. *Elsewhere* is
            the part of it whose virtual or interface method is declared in another assembly or in the framework. All other awaits are leaves: of the framework,
            of methods that are not async, of other assemblies. *More scratch* are calls that the definition of eligible leaves out: of methods that only pass a
            call on, of public interfaces and virtual methods whose implementations in other woven assemblies have the companion, and through delegates, of which
            the ones over async methods of woven assemblies run in scratch space.

            """);
        Table(text, libraries);
        foreach (var library in refused) text.WriteLine($"\n{library.Package} is refused: {library.Refused}, and woven code needs net8.0.");
        text.WriteLine("\n## Eligible, and yet ordinary calls\n\n| awaits | decision: reason | where | what it means |\n|---|---|---|---|");
        Reason(text, libraries, eligible: true);
        text.WriteLine("\n## Not eligible\n\n| awaits | decision: reason | where | what it means |\n|---|---|---|---|");
        Reason(text, libraries, eligible: false);
        text.WriteLine("\n## By library\n\nAwaits that are not scratch calls: eligible + others.");
        foreach (var library in libraries) ByLibrary(text, library);
        return text.ToString().ReplaceLineEndings("\n");
    }

    static void Table(StringWriter text, List<LibraryCoverage> libraries)
    {
        text.WriteLine("| assembly | version | awaits | eligible | of them elsewhere | scratch | share of eligible | more scratch |\n|---|---|---|---|---|---|---|---|");
        foreach (var library in libraries) Row(text, library.Library.Assembly, library.Version, library.Sites);
        Row(text, "**all**", "", [.. libraries.SelectMany(library => library.Sites)]);
    }

    static void Row(StringWriter text, string name, string version, IReadOnlyList<DecidedSite> sites)
    {
        int eligible = sites.Count(site => site.Site.IsEligible), both = sites.Count(site => site.IsScratch && site.Site.IsEligible);
        // A direct scratch call that is not eligible would mean that one of the two analyses is wrong; where several values meet, one may be.
        if (sites.FirstOrDefault(site => site.IsScratch && !site.Site.IsEligible && site.Reason.Contains("known async method", StringComparison.Ordinal)
                && !site.Reason.Contains("values that meet in the await", StringComparison.Ordinal)) is { } wrong)
            throw new InvalidOperationException($"{name}: a scratch call is not eligible: {wrong.Caller}");
        string share = eligible == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * both / eligible:F1} %");
        text.WriteLine($"| {name} | {version} | {sites.Count} | {eligible} | {sites.Count(site => site.Site.IsForeignSlot)} | {both} | {share} | {sites.Count(site => site.IsScratch && !site.Site.IsEligible)} |");
    }

    static void Reason(StringWriter text, List<LibraryCoverage> libraries, bool eligible)
    {
        var sites = libraries.SelectMany(library => library.Sites.Select(site => (library.Library.Assembly, Site: site))).Where(entry => entry.Site.Site.IsEligible == eligible && !entry.Site.IsScratch);
        foreach (var group in sites.GroupBy(entry => entry.Site.General).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            var where = group.CountBy(entry => entry.Assembly).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} {entry.Value}").ToList();
            text.WriteLine($"| {group.Count()} | {group.Key} | {string.Join(", ", where.Take(4))}{(where.Count > 4 ? ", …" : "")} | {Reasons.Meaning(group.First().Site.Reason)} |");
        }
    }

    static void ByLibrary(StringWriter text, LibraryCoverage library)
    {
        text.WriteLine($"\n**{library.Library.Assembly}**\n");
        foreach (var group in library.Sites.Where(site => !site.IsScratch).GroupBy(site => site.General).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal))
            text.WriteLine($"- {group.Count(site => site.Site.IsEligible)} + {group.Count(site => !site.Site.IsEligible)} {group.Key}");
    }
}
