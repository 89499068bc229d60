using System.Globalization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>Writes JSON member by member, as UTF-8, over the framework's writer, which takes it for XML.</summary>
sealed class JsonWriter : IDisposable
{
    readonly XmlDictionaryWriter writer;

    /// <summary>Where each string is in the table; null where strings are written as they are.</summary>
    Dictionary<string, int>? places;

    /// <summary>Starts a document whose root is an object; disposing ends it.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="isCompact">
    /// Without indentation, and with each string once: in a table, the last member of the root, <c>strings</c>. In the place of each is its index there, in decimal digits, as a string.
    /// </param>
    internal JsonWriter(Stream stream, bool isCompact)
    {
        writer = JsonReaderWriterFactory.CreateJsonWriter(stream, new UTF8Encoding(false), ownsStream: false, indent: !isCompact, "  ");
        if (isCompact) places = new(StringComparer.Ordinal);
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
        if (value is not null) writer.WriteString(places is null ? value : PlaceOf(value));
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
        if (places is { } table)
        {
            places = null;
            Strings("strings", table.OrderBy(entry => entry.Value).Select(entry => entry.Key));
        }
        writer.WriteEndElement();
        writer.Dispose();
    }

    string PlaceOf(string value)
    {
        if (!places!.TryGetValue(value, out int place)) places[value] = place = places.Count;
        return place.ToString(CultureInfo.InvariantCulture);
    }

    void Start(string name, string type)
    {
        writer.WriteStartElement(name);
        writer.WriteAttributeString("type", type);
    }
}
