using System.Text.Json.Serialization;
using Unboxed.Weaver.Plan;

namespace Unboxed.Cli.Reports;

/// <summary>A place in the source where an async call may allocate, or does not: an await site, or a call whose future escapes.</summary>
/// <param name="IsAwait">Whether the future is awaited there.</param>
/// <param name="MayAllocate">Whether a box for the callee's future may be allocated there, by what the report says.</param>
sealed record Place(string? File, int Line, int Column, string Caller, string Callee, Decision Decision, string Reason, string? Id, bool IsAwait, bool MayAllocate) : Sized
{
    /// <summary>Of an application: the assembly with the place.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Assembly { get; init; }

    /// <summary>What to do about it, in the imperative; null where there is nothing to be done.</summary>
    public string? Help => Advice.For(Id);

    /// <summary>All places of a report, in the order of the source: by caller, then by line.</summary>
    internal static IReadOnlyList<Place> Of(Report report) =>
    [
        .. report.AwaitSites.Select(Of).Concat(report.Calls.Select(call => new Place(call.File, call.Line, call.Column, call.Caller, call.Callee, Decision.Escapes, call.Use, call.Id, false, true) { Assembly = call.Assembly }))
            .OrderBy(place => place.Caller, StringComparer.Ordinal).ThenBy(place => place.Line).ThenBy(place => place.Column),
    ];

    static Place Of(AwaitSite site) => new(site.File, site.Line, site.Column, site.Caller, site.Callee, site.Decision, site.Reason, site.Id, true, CanAllocate(site))
    {
        Slots = site.Slots,
        Words = site.Words,
        Assembly = site.Assembly,
    };

    /// <summary>
    /// A reason has a number where the future of an async method may be boxed for it, also at an ordinary call. A leaf has none: what it allocates
    /// is not its caller's affair. In an application, the methods of its other assemblies are no leaves.
    /// </summary>
    static bool CanAllocate(AwaitSite site) => site.Decision is Decision.Escapes or Decision.Boxed || site.Id is not null || site.CalleeAssembly is not null;
}
