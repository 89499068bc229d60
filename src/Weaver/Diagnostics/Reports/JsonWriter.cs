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

    /// <summary>Of the compact form; null where all is written as it is.</summary>
    Tables? tables;

    /// <summary>Starts a document whose root is an object; disposing ends it.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="isCompact">
    /// Without indentation, with each string once, and with the names of each kind of object once. In the place of a string is its index in the table <c>strings</c>, in decimal digits, as a string; in the place of an
    /// object, but for the root, an array of its values and of the index, as a number, of their names in the table <c>shapes</c>. The tables are the last members of the root.
    /// </param>
    internal JsonWriter(Stream stream, bool isCompact)
    {
        writer = JsonReaderWriterFactory.CreateJsonWriter(stream, new UTF8Encoding(false), ownsStream: false, indent: !isCompact, "  ");
        Start("root", "object");
        if (isCompact) tables = new();
    }

    internal void Object(string name, Action content)
    {
        StartObject(name);
        content();
        EndObject();
    }

    internal void Objects<T>(string name, IEnumerable<T> items, Action<T> content)
    {
        StartArray(name);
        foreach (var item in items)
        {
            StartObject("item");
            content(item);
            EndObject();
        }
        EndArray();
    }

    internal void Strings(string name, IEnumerable<string> items)
    {
        StartArray(name);
        foreach (string item in items) Write("item", item);
        EndArray();
    }

    internal void Write(string name, string? value)
    {
        Start(name, value is null ? "null" : "string");
        if (value is not null) writer.WriteString(tables is null ? value : tables.PlaceOf(value).ToString(CultureInfo.InvariantCulture));
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
        if (tables is { } written)
        {
            tables = null;
            Strings("shapes", written.Shapes);
            Strings("strings", written.Strings);
        }
        writer.WriteEndElement();
        writer.Dispose();
    }

    void StartObject(string name)
    {
        Start(name, tables is null ? "object" : "array");
        tables?.Begin();
    }

    void EndObject()
    {
        if (tables is not null)
        {
            int shape = tables.End();
            tables.Open.Push(null);
            Write("item", shape);
            tables.Open.Pop();
        }
        writer.WriteEndElement();
    }

    void StartArray(string name)
    {
        Start(name, "array");
        tables?.Open.Push(null);
    }

    void EndArray()
    {
        tables?.Open.Pop();
        writer.WriteEndElement();
    }

    void Start(string name, string type)
    {
        if (tables?.Open is { Count: > 0 } open && open.Peek() is { } names)
        {
            names.Add(name);
            name = "item";
        }
        writer.WriteStartElement(name);
        writer.WriteAttributeString("type", type);
    }

    /// <summary>What the compact form has once.</summary>
    sealed class Tables
    {
        readonly Dictionary<string, int> strings = new(StringComparer.Ordinal);
        readonly List<List<string>> shapes = [];

        /// <summary>Lists of names that are not in use: there are as many objects as there are rows.</summary>
        readonly Stack<List<string>> spare = [];

        /// <summary>The names of the members that an object has so far, from the outermost one that is being written; null for an array.</summary>
        internal Stack<List<string>?> Open { get; } = [];

        internal IEnumerable<string> Strings => strings.OrderBy(entry => entry.Value).Select(entry => entry.Key);

        /// <summary>The names of each, separated by commas.</summary>
        internal IEnumerable<string> Shapes => shapes.Select(names => string.Join(",", names));

        internal int PlaceOf(string value)
        {
            if (!strings.TryGetValue(value, out int place)) strings[value] = place = strings.Count;
            return place;
        }

        internal void Begin() => Open.Push(spare.Count > 0 ? spare.Pop() : []);

        /// <returns>The shape of the object that ends.</returns>
        internal int End()
        {
            var names = Open.Pop()!;
            int shape = 0;
            while (shape < shapes.Count && !shapes[shape].SequenceEqual(names)) shape++;
            if (shape == shapes.Count) shapes.Add([.. names]);
            names.Clear();
            spare.Push(names);
            return shape;
        }
    }
}
