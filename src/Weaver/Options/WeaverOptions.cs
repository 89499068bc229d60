using System.Globalization;
using System.Xml.Linq;
using Fody;

namespace Unboxed.Weaver.Options;

/// <summary>The options in <c>FodyWeavers.xml</c>.</summary>
/// <param name="MaxScratchBytes">The budget: the most room, in bytes, that a root provides as scratch space.</param>
/// <param name="Report">Whether the report is written.</param>
public sealed record WeaverOptions(int MaxScratchBytes = WeaverOptions.DefaultMaxScratchBytes, ReportFormat Report = ReportFormat.Json)
{
    /// <summary>The budget where none is given, in bytes.</summary>
    public const int DefaultMaxScratchBytes = 512;

    /// <summary>The largest budget, in bytes: the space is on the root's stack.</summary>
    public const int LargestMaxScratchBytes = 65536;

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
                nameof(MaxScratchBytes) => options with { MaxScratchBytes = ParseBytes(attribute) },
                nameof(Report) => options with { Report = ParseReport(attribute) },
                _ => throw new WeavingException(
                    $"FodyWeavers.xml: <Unboxed> has no option '{attribute.Name}'. Its options are {nameof(MaxScratchBytes)} and {nameof(Report)}."),
            };
        }
        var element = config.Elements().FirstOrDefault();
        return element is null ? options : throw new WeavingException($"FodyWeavers.xml: <Unboxed> takes no element <{element.Name}>; its options are attributes.");
    }

    static int ParseBytes(XAttribute attribute) =>
        int.TryParse(attribute.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes) && bytes <= LargestMaxScratchBytes
            ? bytes
            : throw new WeavingException(
                $"FodyWeavers.xml: {attribute.Name}=\"{attribute.Value}\" of <Unboxed> is not a number of bytes from 0 to {LargestMaxScratchBytes}.");

    static ReportFormat ParseReport(XAttribute attribute) => attribute.Value switch
    {
        "off" => ReportFormat.Off,
        "json" => ReportFormat.Json,
        _ => throw new WeavingException($"FodyWeavers.xml: {attribute.Name}=\"{attribute.Value}\" of <Unboxed> is neither 'off' nor 'json'."),
    };
}

/// <summary>The form of the report.</summary>
public enum ReportFormat
{
    /// <summary>Not written.</summary>
    Off,

    /// <summary><c>Unboxed.report.json</c> beside the intermediate assembly.</summary>
    Json,
}
