using System.Globalization;
using System.Runtime.Versioning;
using System.Xml.Linq;
using Fody;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Options.EditorConfig;

namespace Unboxed.Weaver.Options;

/// <summary>The options in <c>FodyWeavers.xml</c>.</summary>
/// <param name="MaxScratchBytes">The budget: the most bytes that a root expects its chain to need, and that a call may need.</param>
/// <param name="Report">Whether the report is written.</param>
public sealed record WeaverOptions(int MaxScratchBytes = WeaverOptions.DefaultMaxScratchBytes, ReportFormat Report = ReportFormat.Json)
{
    /// <summary>The budget where none is given, in bytes.</summary>
    public const int DefaultMaxScratchBytes = 512;

    /// <summary>The largest budget, in bytes: the most that a frame may take (Companion.MaxFrameWords of the support library).</summary>
    public const int LargestMaxScratchBytes = 65536;

    /// <summary>The smallest and the largest side stack, in bytes: <c>SideStacks</c> of the support library.</summary>
    internal const int SmallestSideStack = 1024, LargestSideStack = 32 * 1024 * 1024;

    const string Names = $"{nameof(Coercions)}, {nameof(DryRun)}, {nameof(HelpBase)}, {nameof(Lint)}, {nameof(LintGenerated)}, {nameof(MaxScratchBytes)}, {nameof(NoWarn)} and {nameof(Report)}";

    /// <summary>Whether a class that becomes an interface has to say where its futures are kept, where no attribute says.</summary>
    public CoercionMode Coercions { get; init; }

    /// <summary>Whether the plan is made and reported, and nothing rewritten.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether, and how loudly, places where a future may be boxed are told.</summary>
    public LintLevel Lint { get; init; }

    /// <summary>How loudly single diagnostics are told, whatever <see cref="Lint"/> says.</summary>
    public IReadOnlyDictionary<DiagnosticId, LintLevel> Levels { get; init; } = noLevels;

    static readonly IReadOnlyDictionary<DiagnosticId, LintLevel> noLevels = new Dictionary<DiagnosticId, LintLevel>();

    /// <summary>Whether the lint looks at generated code too.</summary>
    public bool LintGenerated { get; init; }

    /// <summary>Whether anything of the lint may be told.</summary>
    internal bool IsLintOn => Lint != LintLevel.Off || Levels.Any(level => level.Key.IsLint() && level.Value != LintLevel.Off) || EditorConfigs.AskForLint;

    /// <summary>What the build's <c>.editorconfig</c> files say: no option, and the nearest to what a diagnostic is about.</summary>
    internal EditorConfigs EditorConfigs { get; init; } = EditorConfigs.None;

    /// <summary>The diagnostics that are not told. Errors that are none of the lint's are told all the same.</summary>
    public IReadOnlyList<DiagnosticId> NoWarn { get; init; } = [];

    /// <summary>The framework of the application that ships the assembly, where that is woven as a whole; null where the assembly's own is what counts.</summary>
    public FrameworkName? Application { get; init; }

    /// <summary>What the links to the pages about diagnostics begin with; null for the default.</summary>
    public string? HelpBase { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="WeavingException">An option is unknown, or its value does not parse.</exception>
    public static WeaverOptions Parse(XElement? config)
    {
        var options = new WeaverOptions();
        if (config is null) return options;
        foreach (var attribute in config.Attributes())
        {
            options = attribute.Name.LocalName switch
            {
                nameof(Coercions) => options with { Coercions = OneOf(attribute, ("implicit", CoercionMode.Implicit), ("explicit", CoercionMode.Explicit)) },
                nameof(DryRun) => options with { DryRun = OneOf(attribute, ("true", true), ("false", false)) },
                nameof(HelpBase) => options with { HelpBase = ParseAddress(attribute) },
                nameof(Lint) => options with { Lint = ParseLevel(attribute) },
                nameof(LintGenerated) => options with { LintGenerated = OneOf(attribute, ("true", true), ("false", false)) },
                nameof(MaxScratchBytes) => options with { MaxScratchBytes = ParseBytes(attribute) },
                nameof(NoWarn) => options with { NoWarn = ParseIds(attribute) },
                nameof(Report) => options with { Report = OneOf(attribute, ("off", ReportFormat.Off), ("json", ReportFormat.Json)) },
                { } name when DiagnosticIds.Parse(name) is { } id => options with { Levels = WithLevel(options.Levels, id, attribute) },
                _ => throw new WeavingException($"FodyWeavers.xml: <Unboxed> has no option '{attribute.Name}'. Its options are {Names}, and ids of diagnostics such as {DiagnosticId.EscapingAwait.Text()}."),
            };
        }
        if (config.Nodes().OfType<XText>().FirstOrDefault(text => text.Value.Trim().Length > 0) is { } text)
            throw new WeavingException($"FodyWeavers.xml: <Unboxed> takes no text, as '{text.Value.Trim()}'; its options are attributes.");
        var element = config.Elements().FirstOrDefault();
        return element is null ? options : throw new WeavingException($"FodyWeavers.xml: <Unboxed> takes no element <{element.Name}>; its options are attributes.");
    }

    static int ParseBytes(XAttribute attribute) =>
        int.TryParse(attribute.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes) && bytes <= LargestMaxScratchBytes
            ? bytes
            : throw Wrong(attribute, $"is not a number of bytes from 0 to {LargestMaxScratchBytes}");

    static T OneOf<T>(XAttribute attribute, params (string Name, T Value)[] values)
    {
        foreach (var (name, value) in values)
        {
            if (name == attribute.Value) return value;
        }
        string names = string.Join(", ", values.Take(values.Length - 1).Select(value => $"'{value.Name}'"));
        throw Wrong(attribute, $"is {(values.Length == 2 ? "neither" : "none of")} {names} {(values.Length == 2 ? "nor" : "and")} '{values[values.Length - 1].Name}'");
    }

    static LintLevel ParseLevel(XAttribute attribute) => OneOf(attribute, ("off", LintLevel.Off), ("info", LintLevel.Info), ("warning", LintLevel.Warning), ("error", LintLevel.Error));

    static Dictionary<DiagnosticId, LintLevel> WithLevel(IReadOnlyDictionary<DiagnosticId, LintLevel> levels, DiagnosticId id, XAttribute attribute)
    {
        if (!Severities.CanBeSet(id)) throw Wrong(attribute, "is not for options to say: it is an error. Take away what it is about");
        var all = levels.ToDictionary(level => level.Key, level => level.Value);
        all[id] = ParseLevel(attribute);
        return all;
    }

    static string ParseAddress(XAttribute attribute) =>
        attribute.Value.Length > 0 && attribute.Value.Trim() == attribute.Value ? attribute.Value : throw Wrong(attribute, "is not an address");

    static List<DiagnosticId> ParseIds(XAttribute attribute) => attribute.Value.Split([';', ','], StringSplitOptions.RemoveEmptyEntries).Select(text => text.Trim()).Where(text => text.Length > 0)
        .Select(text => DiagnosticIds.Parse(text) ?? throw Wrong(attribute, $"names '{text}', which is no diagnostic: it takes ids such as {DiagnosticId.EscapingAwait.Text()}, with ';' between them")).ToList();

    static WeavingException Wrong(XAttribute attribute, string problem) => new($"FodyWeavers.xml: {attribute.Name}=\"{attribute.Value}\" of <Unboxed> {problem}.");
}

/// <summary>The form of the report.</summary>
public enum ReportFormat
{
    /// <summary>Not written.</summary>
    Off,

    /// <summary><c>Unboxed.report.json</c> beside the intermediate assembly.</summary>
    Json,
}

/// <summary>Whether a class that becomes an interface has to say where its futures are kept: <c>Unboxed.Coercions</c>.</summary>
public enum CoercionMode
{
    /// <summary>It need not.</summary>
    Implicit,

    /// <summary>It has to.</summary>
    Explicit,
}

/// <summary>How places where a future may be boxed are told.</summary>
public enum LintLevel
{
    /// <summary>Not at all.</summary>
    Off,

    /// <summary>As messages.</summary>
    Info,

    /// <summary>As warnings.</summary>
    Warning,

    /// <summary>As errors: nothing is written.</summary>
    Error,
}
