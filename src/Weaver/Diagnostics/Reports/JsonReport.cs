using System.Globalization;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>Writes the report as JSON; <c>docs/report.md</c> is its schema.</summary>
sealed class JsonReport
{
    internal const string FileName = "Unboxed.report.json";

    readonly JsonWriter json;
    readonly string? projectDirectory;

    JsonReport(JsonWriter json, string? projectDirectory)
    {
        this.json = json;
        this.projectDirectory = projectDirectory;
    }

    /// <summary>Writes the report as indented UTF-8.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="report">The report.</param>
    /// <param name="projectDirectory">What the paths of files are made relative to; null to write them as the symbols have them. The report of a woven assembly has the paths that are embedded.</param>
    internal static void Write(Stream stream, WeavingReport report, string? projectDirectory) => Make(stream, report, report.Embedded is { } embedded ? embedded.ProjectDirectory : projectDirectory, isCompact: false);

    /// <summary>Makes the JSON.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="report">The report.</param>
    /// <param name="projectDirectory">As for <see cref="Write(Stream, WeavingReport, string?)"/>.</param>
    /// <param name="isCompact">Whether it is to be as <see cref="JsonWriter"/> embeds it.</param>
    internal static void Make(Stream stream, WeavingReport report, string? projectDirectory, bool isCompact)
    {
        using var json = new JsonWriter(stream, isCompact);
        new JsonReport(json, projectDirectory).Write(report);
    }

    /// <summary>A decision as the report and the build message name it.</summary>
    internal static string Name(Decision decision) => decision switch
    {
        Decision.Scratch => "scratch",
        Decision.Escapes => "escapes",
        Decision.Boxed => "boxed",
        Decision.Ordinary => "ordinary",
        _ => throw new ArgumentOutOfRangeException(nameof(decision)),
    };

    void Write(WeavingReport report)
    {
        json.Write("schema", WeavingReport.Schema);
        json.Write("assembly", report.Assembly);
        json.Write("weaver", typeof(JsonReport).Assembly.GetName().Version.ToString(3));
        json.Write("maxScratchBytes", report.MaxScratchBytes);
        json.Objects("awaitSites", report.AwaitSites, Write);
        json.Objects("calls", report.Calls, call =>
        {
            Write(call.Place);
            json.Write("caller", call.Caller);
            json.Write("callee", call.Callee);
            json.Write("use", call.Use.Text);
            json.Write("id", DiagnosticId.EscapingCall.Text());
        });
        json.Objects("futures", report.Futures, Write);
        json.Objects("methods", report.Methods, Write);
        json.Objects("roots", report.Roots, Write);
        json.Objects("adapters", report.Adapters, Write);
        json.Objects("diagnostics", report.Diagnostics, Write);
    }

    void Write(AwaitSiteRow row)
    {
        Write(row.Place);
        json.Write("caller", row.Caller);
        json.Write("callee", row.Callee);
        json.Write("decision", Name(row.Decision));
        json.Write("reason", row.Reason);
        json.Write("id", ReasonIds.Of(row)?.Text());
        json.Write(row.Need);
        json.Write("method", "0x" + row.Method.ToString("X8", CultureInfo.InvariantCulture));
        json.Write("offset", row.Offset);
    }

    void Write(SourcePlace place)
    {
        json.Write("file", place.File is { } file && projectDirectory is not null ? RelativePaths.From(projectDirectory, file) : place.File);
        json.Write("line", place.Line);
        json.Write("column", place.Column);
    }

    void Write(FutureRow future)
    {
        json.Write("name", future.Name);
        Write(future.Place);
        json.Write(future.Need);
        json.Write("scratch", future.Reason is null);
        json.Write("reason", future.Reason);
        json.Write("contextsChangedBy", future.ContextsChangedBy);
        if (future.HasEntry) json.Write("entry", true);
        json.Objects("suspensions", future.Suspensions, suspension =>
        {
            json.Write("line", suspension.Line);
            json.Write("callee", suspension.Callee);
            json.Write("decision", Name(suspension.Decision));
            json.Write(suspension.Frame);
            json.Objects("fields", suspension.Fields, Write);
        });
    }

    void Write(FieldRow field)
    {
        json.Write("name", field.Name);
        json.Write("type", field.Type);
        json.Write("place", LowerCase(field.Place));
        json.Write("index", field.Index);
        json.Write("kind", LowerCase(field.Kind));
    }

    void Write(MethodRow method)
    {
        json.Write("name", method.Name);
        json.Write("kind", LowerCase(method.Kind));
        json.Write(method.Need);
        json.Write("budget", method.Budget);
        json.Write("reserve", method.Reserve);
        json.Write("open", method.IsOpen);
        json.Objects("implementers", method.Implementers, implementer =>
        {
            json.Write("name", implementer.Name);
            json.Write("kind", implementer.Kind);
            json.Write("ownBytes", implementer.Own.Bytes);
            json.Write(implementer.Full);
            json.Write("reason", implementer.Reason);
            json.Write("largest", implementer.IsLargest);
        });
        if (method.Cycle is not { } cycle)
        {
            json.Write("recursion", null);
            return;
        }
        json.Object("recursion", () =>
        {
            json.Strings("cycle", cycle);
            json.Write("length", method.CycleLength);
            json.Write("levels", method.Levels);
            json.Write("nested", method.IsNested);
        });
    }

    void Write(RootRow root)
    {
        json.Write("name", root.Name);
        Write(root.Place);
        json.Write(root.Room);
        json.Objects("calls", root.Calls, call =>
        {
            json.Write("line", call.Line);
            json.Write("callee", call.Callee);
            json.Write(call.Room);
            json.Write("deciding", call.IsDeciding);
            json.Objects("path", call.Path, frame =>
            {
                json.Write("name", frame.Name);
                json.Write("line", frame.Line);
                json.Write(frame.Frame);
            });
        });
        json.Objects("growth", root.Growth, growth =>
        {
            json.Write("callee", growth.Callee);
            json.Write("why", growth.Cause);
            json.Write("levels", growth.Levels);
        });
        json.Write("unusedBytes", root.UnusedBytes);
        json.Write("allocator", root.Allocator);
        json.Write("sideStack", root.SideStack);
    }

    void Write(AdapterRow adapter)
    {
        json.Write("interface", adapter.Interface);
        json.Write("strategy", adapter.Strategy);
        json.Write("maker", adapter.Maker);
        Write(adapter.Place);
        json.Write(adapter.Room);
        json.Objects("calls", adapter.Calls, call =>
        {
            json.Write("name", call.Name);
            json.Write(call.Need);
            json.Write("reason", call.Reason);
        });
    }

    void Write(Diagnostic diagnostic)
    {
        json.Write("id", diagnostic.Id.Text());
        json.Write("severity", LowerCase(diagnostic.Severity));
        Write(diagnostic.Place);
        json.Write("message", $"{diagnostic.What} {diagnostic.Why}");
        json.Write("help", diagnostic.Help);
        json.Write("link", diagnostic.Link);
    }

    static string LowerCase<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
