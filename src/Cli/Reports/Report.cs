using System.Text.Json.Serialization;
using Unboxed.Weaver.Plan;

namespace Unboxed.Cli.Reports;

/// <summary>A report as the weaver wrote it: <c>docs/report.md</c> describes the schema. A part that an older weaver did not write is empty. Schema 1 is read as well.</summary>
sealed record Report
{
    /// <summary>The newest schema that this program reads.</summary>
    internal const int NewestSchema = 2;

    public int Schema { get; init; } = NewestSchema;

    /// <summary>The simple name of the assembly; empty where the report does not say.</summary>
    public string Assembly { get; init; } = "";

    /// <summary>The version of the weaver.</summary>
    public string Weaver { get; init; } = "";

    /// <summary>The budget, in bytes; 0 where the report does not say.</summary>
    public int MaxScratchBytes { get; init; }

    /// <summary>Of an application: what it ships. Null where this is the report of one assembly.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReportedAssembly>? Assemblies { get; init; }

    public required IReadOnlyList<AwaitSite> AwaitSites { get; init; }
    public IReadOnlyList<EscapingCall> Calls { get; init; } = [];
    public IReadOnlyList<Future> Futures { get; init; } = [];
    public IReadOnlyList<CalledMethod> Methods { get; init; } = [];
    public IReadOnlyList<Root> Roots { get; init; } = [];
    public IReadOnlyList<Adapter> Adapters { get; init; } = [];
    public IReadOnlyList<Finding> Diagnostics { get; init; } = [];
}

/// <summary>An amount of scratch space.</summary>
abstract record Sized
{
    /// <summary>Reference slots.</summary>
    public int Slots { get; init; }

    /// <summary>8-byte words.</summary>
    public int Words { get; init; }

    /// <summary>8 bytes for a slot and for a word.</summary>
    public int Bytes => 8 * (Slots + Words);
}

/// <summary>An assembly of an application.</summary>
/// <param name="Name">Its simple name.</param>
/// <param name="Missing">Why nothing is known of its awaits: a clause. Null where its report is part of this one.</param>
sealed record ReportedAssembly(string Name, string? Missing = null);

/// <summary>An await site; its size is the callee's full need.</summary>
sealed record AwaitSite : Sized
{
    public string? File { get; init; }
    public int Line { get; init; }
    public int Column { get; init; }
    public required string Caller { get; init; }
    public required string Callee { get; init; }
    public required Decision Decision { get; init; }
    public string Reason { get; init; } = "";

    /// <summary>The number of the diagnostic that says more about the reason, <c>UNB####</c>.</summary>
    public string? Id { get; init; }

    /// <summary>Of an application: the assembly with the await.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Assembly { get; init; }

    /// <summary>Of an application: the other assembly whose async method is called in the ordinary way. Its own report does not know of this call, nor the caller's that it is async.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CalleeAssembly { get; init; }
}

/// <summary>A call of an async method whose future is not awaited there.</summary>
/// <param name="Use">What is done with the future instead.</param>
/// <param name="Id">The number of the diagnostic.</param>
sealed record EscapingCall(string Caller, string Callee, string Use, string? File = null, int Line = 0, int Column = 0, string? Id = null)
{
    /// <summary>Of an application: the assembly with the call.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Assembly { get; init; }
}

/// <summary>What the weaver says to the user.</summary>
/// <param name="Help">What to do.</param>
/// <param name="Link">The page about it.</param>
sealed record Finding(string Id, string Severity, string Message, string? File = null, int Line = 0, int Column = 0, string? Help = null, string? Link = null)
{
    /// <summary>Of an application: the assembly that it was told of.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Assembly { get; init; }
}
