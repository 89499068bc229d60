using System.Globalization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>Writes JSON member by member, as indented UTF-8, over the framework's writer, which takes it for XML.</summary>
sealed class JsonWriter : IDisposable
{
    readonly XmlDictionaryWriter writer;

    /// <summary>Starts a document whose root is an object; disposing ends it.</summary>
    internal JsonWriter(Stream stream)
    {
        writer = JsonReaderWriterFactory.CreateJsonWriter(stream, new UTF8Encoding(false), ownsStream: false, indent: true, "  ");
        Start("root", "object");
    }

    internal void Object(string name, Action content)
    {
        Start(name, "object");
        content();
        writer.WriteEndElement();
    }

    internal void Objects<T>(string name, IEnumerable<T> items, Action<T> content)
    {
        Start(name, "array");
        foreach (var item in items)
        {
            Start("item", "object");
            content(item);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    internal void Strings(string name, IEnumerable<string> items)
    {
        Start(name, "array");
        foreach (string item in items) Write("item", item);
        writer.WriteEndElement();
    }

    internal void Write(string name, string? value)
    {
        Start(name, value is null ? "null" : "string");
        if (value is not null) writer.WriteString(value);
        writer.WriteEndElement();
    }

    internal void Write(string name, int value)
    {
        Start(name, "number");
        writer.WriteString(value.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndElement();
    }

    internal void Write(string name, bool value)
    {
        Start(name, "boolean");
        writer.WriteString(value ? "true" : "false");
        writer.WriteEndElement();
    }

    /// <summary>Writes slots, words and bytes.</summary>
    internal void Write(Need need)
    {
        Write("slots", need.Slots);
        Write("words", need.Words);
        Write("bytes", need.Bytes);
    }

    public void Dispose()
    {
        writer.WriteEndElement();
        writer.Dispose();
    }

    void Start(string name, string type)
    {
        writer.WriteStartElement(name);
        writer.WriteAttributeString("type", type);
    }
}
