using System.Text.Json;
using Mono.Cecil;

namespace Unboxed.ForeignLibraries.Coverage;

/// <summary>An await of a library with what the weaver decided.</summary>
sealed record DecidedSite(AwaitSite Site, string Decision, string Reason, string Caller)
{
    internal bool IsScratch => Decision == "scratch";

    /// <summary>Decision and reason without the names that differ from site to site.</summary>
    internal string General => $"{Decision}: {Reasons.General(Reason)}";
}

/// <summary>The awaits of a library.</summary>
sealed record LibraryCoverage(Library Library, string Version, IReadOnlyList<DecidedSite> Sites)
{
    /// <summary>Sets the decisions of the report beside the awaits that the unwoven assembly has.</summary>
    internal static LibraryCoverage Of(Library library, string report)
    {
        using var resolver = Resolver.Create(Library.Folder);
        using var module = ModuleDefinition.ReadModule(library.Path, new() { AssemblyResolver = resolver });
        var rows = Rows(report);
        var sites = AwaitSites.Of(module).ToList();
        var known = sites.Select(site => (site.Method, site.Offset)).ToHashSet();
        if (rows.Keys.FirstOrDefault(place => !known.Contains(place)) is { Method: not 0 } stray)
            throw new InvalidOperationException($"{library.Assembly}: the report has an await at 0x{stray.Method:X8}:{stray.Offset} that is not in the assembly.");
        return new(library, VersionOf(module), [.. sites.Select(site => rows.TryGetValue((site.Method, site.Offset), out var row)
            ? new DecidedSite(site, row.Decision, row.Reason, row.Caller)
            : new DecidedSite(site, "ordinary", Reasons.NoRow, site.Caller))]);
    }

    /// <summary>The package's, which the assembly's own version often does not follow.</summary>
    static string VersionOf(ModuleDefinition module) =>
        module.Assembly.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == "AssemblyInformationalVersionAttribute") is { ConstructorArguments: [{ Value: string version }] }
            ? version.Split('+')[0]
            : module.Assembly.Name.Version.ToString(3);

    static Dictionary<(int Method, int Offset), (string Decision, string Reason, string Caller)> Rows(string report)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(report));
        return document.RootElement.GetProperty("awaitSites").EnumerateArray().ToDictionary(
            row => (Convert.ToInt32(row.GetProperty("method").GetString(), 16), row.GetProperty("offset").GetInt32()),
            row => (row.GetProperty("decision").GetString()!, row.GetProperty("reason").GetString()!, row.GetProperty("caller").GetString()!));
    }
}
