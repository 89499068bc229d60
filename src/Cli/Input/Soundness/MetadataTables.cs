using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>The cells of the metadata tables as they are, without an idea of what they mean.</summary>
sealed class MetadataTables
{
    readonly ReadOnlyMemory<byte> metadata;
    readonly Dictionary<TableIndex, (int Offset, int RowSize, int[] Columns, int[] Widths)> layouts = [];
    readonly Dictionary<TableIndex, int> rows = [];
    readonly int heapFlags;
    readonly Dictionary<string, (int Offset, int Size)> streams;

    /// <exception cref="BadImageFormatException">There is no such metadata.</exception>
    internal MetadataTables(MetadataReader reader, ReadOnlyMemory<byte> metadata)
    {
        Reader = reader;
        this.metadata = metadata;
        streams = ReadStreams();
        // Uncompressed tables (#-) have tables of pointers between the others, which what edits them does not know.
        if (!streams.TryGetValue("#~", out var tables)) throw new BadImageFormatException("its tables are not compressed, or there are none");
        heapFlags = metadata.Span[tables.Offset + 6];
        foreach (var table in TableSchema.Tables.Keys) rows[table] = reader.GetTableRowCount(table);
        if (streams.TryGetValue("#Pdb", out var pdb)) ReadRowsOfAssembly(pdb.Offset);
        foreach (var (table, columns) in TableSchema.Tables.Where(entry => reader.GetTableRowCount(entry.Key) > 0)) AddLayout(table, columns);
        for (int table = 0; table < MetadataTokens.TableCount; table++)
        {
            if (reader.GetTableRowCount((TableIndex)table) > 0 && !TableSchema.Tables.ContainsKey((TableIndex)table)) throw new BadImageFormatException($"it has a table {table:X2}");
        }
    }

    internal MetadataReader Reader { get; }

    /// <summary>The number of rows of a table; of an assembly's, where this is its PDB.</summary>
    internal int Rows(TableIndex table) => rows.TryGetValue(table, out int count) ? count : 0;

    /// <summary>The tables that are here.</summary>
    internal IEnumerable<TableIndex> Present => layouts.Keys;

    /// <param name="table">The table.</param>
    /// <param name="row">From 1.</param>
    /// <param name="column">From 0.</param>
    internal uint Cell(TableIndex table, int row, int column)
    {
        var layout = layouts[table];
        var cell = metadata.Span[(layout.Offset + ((row - 1) * layout.RowSize) + layout.Columns[column])..];
        return layout.Widths[column] == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(cell) : BinaryPrimitives.ReadUInt32LittleEndian(cell);
    }

    /// <summary>The row that a cell of a coded index names.</summary>
    internal (TableIndex Table, int Row)? Coded(TableIndex table, int row, int column)
    {
        var coded = TableSchema.Tables[table][column].Coded!;
        uint cell = Cell(table, row, column);
        int tag = (int)(cell & ((1u << coded.Bits) - 1));
        return tag < coded.Tables.Count && coded.Tables[tag] is { } target ? (target, (int)(cell >> coded.Bits)) : null;
    }

    internal BlobReader Blob(TableIndex table, int row, int column) => Reader.GetBlobReader(MetadataTokens.BlobHandle((int)Cell(table, row, column)));

    internal string String(TableIndex table, int row, int column) => Reader.GetString(MetadataTokens.StringHandle((int)Cell(table, row, column)));

    /// <summary>Whether there is a text at a place of its heap. The reader itself makes an empty one of what is none.</summary>
    internal bool IsUserString(int offset) => HasLength("#US", offset);

    /// <summary>Whether there is a blob at a place of its heap. The reader itself makes an empty one of what is none.</summary>
    internal bool IsBlob(int offset) => HasLength("#Blob", offset);

    /// <summary>Whether a name ends within the heap of names. The reader itself ends it there.</summary>
    internal bool IsEnded(int offset) => streams.TryGetValue("#Strings", out var names) && offset < names.Size && metadata.Span.Slice(names.Offset + offset, names.Size - offset).Contains((byte)0);

    bool HasLength(string heap, int offset)
    {
        if (!streams.TryGetValue(heap, out var stream) || offset >= stream.Size) return false;
        var content = metadata.Span.Slice(stream.Offset + offset, stream.Size - offset);
        // The length is in one, two or four bytes (ECMA-335 partition II, 23.2).
        int bytes = content[0] < 0x80 ? 1 : content[0] < 0xC0 ? 2 : 4;
        if (content.Length < bytes || content[0] >= 0xE0) return false;
        int length = bytes switch { 1 => content[0], 2 => BinaryPrimitives.ReadUInt16BigEndian(content) & 0x3FFF, _ => (int)(BinaryPrimitives.ReadUInt32BigEndian(content) & 0x1FFFFFFF) };
        return length <= content.Length - bytes;
    }

    /// <summary>The rows of a run that a row begins: up to where the next row's begins.</summary>
    internal (int First, int End) Run(TableIndex table, int row, int column)
    {
        int end = row < Rows(table) ? (int)Cell(table, row + 1, column) : Rows(TableSchema.Tables[table][column].Target) + 1;
        return ((int)Cell(table, row, column), end);
    }

    void AddLayout(TableIndex table, IReadOnlyList<Column> columns)
    {
        int[] widths = [.. columns.Select(Width)];
        int[] offsets = [.. widths.Select((_, i) => widths.Take(i).Sum())];
        if (widths.Sum() != Reader.GetTableRowSize(table)) throw new BadImageFormatException($"the rows of table {table} have another size than they should");
        layouts[table] = (Reader.GetTableMetadataOffset(table), widths.Sum(), offsets, widths);
    }

    int Width(Column column) => column.Kind switch
    {
        ColumnKind.U2 => 2,
        ColumnKind.U4 => 4,
        ColumnKind.Str => (heapFlags & 1) != 0 ? 4 : 2,
        ColumnKind.Guid => (heapFlags & 2) != 0 ? 4 : 2,
        ColumnKind.Blob => (heapFlags & 4) != 0 ? 4 : 2,
        ColumnKind.Coded => column.Coded!.Tables.Max(table => table is { } known ? Rows(known) : 0) < 1 << (16 - column.Coded.Bits) ? 2 : 4,
        _ => Rows(column.Target) < 1 << 16 ? 2 : 4,
    };

    /// <summary>The places of the streams, by name (ECMA-335 partition II, 24.2.1 and 24.2.2).</summary>
    Dictionary<string, (int Offset, int Size)> ReadStreams()
    {
        var found = new Dictionary<string, (int, int)>();
        var bytes = metadata.Span;
        int at = 16 + BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 2)..]);
        at += 4;
        for (int i = 0; i < count; i++)
        {
            int length = bytes[(at + 8)..].IndexOf((byte)0);
            string name = System.Text.Encoding.ASCII.GetString(bytes.Slice(at + 8, length));
            int offset = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]), size = BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 4)..]);
            if (offset < 0 || size < 0 || offset > bytes.Length - size) throw new BadImageFormatException($"its stream {name} reaches beyond its end");
            if (!found.TryAdd(name, (offset, size))) throw new BadImageFormatException($"it has two streams {name}");
            at += 8 + ((length + 4) & ~3);
        }
        return found;
    }

    /// <summary>A PDB says how many rows the tables of its assembly have.</summary>
    void ReadRowsOfAssembly(int pdb)
    {
        var bytes = metadata.Span[pdb..];
        ulong present = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        int at = 32;
        for (int table = 0; table < 64; table++)
        {
            if ((present & (1UL << table)) == 0) continue;
            rows[(TableIndex)table] = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
            at += 4;
        }
    }
}
