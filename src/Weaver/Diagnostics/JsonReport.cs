using System.Globalization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Writes the report: a row per await site, in the order of file, line and place in the method.</summary>
static class JsonReport
{
    internal const string FileName = "Unboxed.report.json";

    /// <summary>Writes the report as UTF-8.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="rows">The await sites.</param>
    /// <param name="projectDirectory">What the paths of files are made relative to; null to write them as the symbols have them.</param>
    internal static void Write(Stream stream, IEnumerable<AwaitSiteRow> rows, string? projectDirectory)
    {
        using var writer = JsonReaderWriterFactory.CreateJsonWriter(stream, new UTF8Encoding(false), ownsStream: false, indent: true, "  ");
        writer.WriteStartElement("root");
        writer.WriteAttributeString("type", "object");
        writer.WriteStartElement("awaitSites");
        writer.WriteAttributeString("type", "array");
        foreach (var row in rows)
        {
            writer.WriteStartElement("item");
            writer.WriteAttributeString("type", "object");
            Write(writer, "file", row.File is null || projectDirectory is null ? row.File : RelativePath(projectDirectory, row.File));
            Write(writer, "line", row.Line);
            Write(writer, "caller", row.Caller);
            Write(writer, "callee", row.Callee);
            Write(writer, "decision", Name(row.Decision));
            Write(writer, "reason", row.Reason);
            Write(writer, "slots", row.Need.Slots);
            Write(writer, "words", row.Need.Words);
            Write(writer, "bytes", row.Need.Bytes);
            Write(writer, "method", "0x" + row.Method.ToString("X8", CultureInfo.InvariantCulture));
            Write(writer, "offset", row.Offset);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        writer.WriteEndElement();
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

    /// <summary>The path from a folder, with forward slashes; the path itself where it is on another root.</summary>
    internal static string RelativePath(string folder, string path)
    {
        var from = Parts(Path.GetFullPath(folder));
        var to = Parts(Path.IsPathRooted(path) ? Path.GetFullPath(path) : Path.GetFullPath(Path.Combine(folder, path)));
        int common = 0;
        while (common < from.Length && common < to.Length && from[common] == to[common]) common++;
        return common == 0 && from.Length > 0 && Path.GetPathRoot(path) != Path.GetPathRoot(folder)
            ? path
            : string.Join("/", Enumerable.Repeat("..", from.Length - common).Concat(to.Skip(common)));

        static string[] Parts(string full) => full.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
    }

    static void Write(XmlDictionaryWriter writer, string name, string? value)
    {
        writer.WriteStartElement(name);
        writer.WriteAttributeString("type", value is null ? "null" : "string");
        if (value is not null) writer.WriteString(value);
        writer.WriteEndElement();
    }

    static void Write(XmlDictionaryWriter writer, string name, int value)
    {
        writer.WriteStartElement(name);
        writer.WriteAttributeString("type", "number");
        writer.WriteString(value.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndElement();
    }
}
