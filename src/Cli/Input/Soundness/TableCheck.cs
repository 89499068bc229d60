using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>Checks every cell of the metadata tables for leading to something that is there, and the order of those that have one.</summary>
sealed class TableCheck(MetadataTables tables)
{
    static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    readonly HashSet<uint> strings = [], blobs = [];

    /// <exception cref="BadImageFormatException">Some do not.</exception>
    internal void Run()
    {
        foreach (var table in tables.Present)
        {
            var columns = TableSchema.Tables[table];
            for (int row = 1; row <= tables.Reader.GetTableRowCount(table); row++)
            {
                for (int column = 0; column < columns.Count; column++) Check(table, row, column, columns[column]);
            }
            if (table == TableIndex.MethodSemantics) CheckSemantics();
            if (TableSchema.Sorted.TryGetValue(table, out var order)) CheckOrder(table, order.Column, order.IsUnique);
        }
    }

    void Check(TableIndex table, int row, int column, Column kind)
    {
        uint cell = tables.Cell(table, row, column);
        bool isSound = kind.Kind switch
        {
            ColumnKind.Str => !strings.Add(cell) || IsString(cell),
            ColumnKind.Blob => !blobs.Add(cell) || IsBlob(cell),
            ColumnKind.Guid => cell <= tables.Reader.GetHeapSize(HeapIndex.Guid) / 16,
            ColumnKind.Row => cell <= tables.Rows(kind.Target) && (cell > 0 || kind.MayBeNone),
            // Where there is no row to run over, some compilers write none instead of the first.
            ColumnKind.Run => (cell >= 1 || tables.Rows(kind.Target) == 0) && cell <= tables.Rows(kind.Target) + 1 && (row == 1 || cell >= tables.Cell(table, row - 1, column)),
            ColumnKind.Coded => IsCoded(table, row, column, kind.MayBeNone),
            _ => true,
        };
        if (!isSound) throw new BadImageFormatException($"row {row} of table {table} leads to nothing");
    }

    bool IsString(uint cell)
    {
        if (cell >= tables.Reader.GetHeapSize(HeapIndex.String)) return cell == 0;
        if (!tables.IsEnded((int)cell)) return false;
        var reader = tables.Reader.GetBlobReader(MetadataTokens.StringHandle((int)cell));
        return Utf8.GetCharCount(reader.ReadBytes(reader.Length)) >= 0;
    }

    bool IsBlob(uint cell) => cell == 0 || (cell < tables.Reader.GetHeapSize(HeapIndex.Blob) && tables.IsBlob((int)cell));

    bool IsCoded(TableIndex table, int row, int column, bool mayBeNone) =>
        tables.Coded(table, row, column) is var (target, targetRow) && targetRow <= tables.Rows(target) && (targetRow > 0 || mayBeNone);

    /// <summary>ECMA-335 partition II, 22.28: a method is one of the two kinds that a property has, of the three that an event has, or any other. Of which type it is, is looked at with the type.</summary>
    void CheckSemantics()
    {
        var methods = new HashSet<uint>();
        var kinds = new HashSet<(uint, uint)>();
        for (int row = 1; row <= tables.Reader.GetTableRowCount(TableIndex.MethodSemantics); row++)
        {
            bool isOfProperty = tables.Coded(TableIndex.MethodSemantics, row, 2)?.Table == TableIndex.Property;
            bool isKind = tables.Cell(TableIndex.MethodSemantics, row, 0) is var kind && (kind == 4 || (isOfProperty ? kind is 1 or 2 : kind is 8 or 0x10 or 0x20));
            if (!isKind) throw new BadImageFormatException($"row {row} of table {TableIndex.MethodSemantics} names no kind of method");
            // What edits assemblies remembers one property or event for each method, and one method for each kind.
            bool isFirst = methods.Add(tables.Cell(TableIndex.MethodSemantics, row, 1)) & (kinds.Add((tables.Cell(TableIndex.MethodSemantics, row, 2), kind)) || kind == 4);
            if (!isFirst) throw new BadImageFormatException($"row {row} of table {TableIndex.MethodSemantics} says of a method or of a kind what another has said");
        }
    }

    void CheckOrder(TableIndex table, int column, bool isUnique)
    {
        for (int row = 2; row <= tables.Reader.GetTableRowCount(table); row++)
        {
            uint before = tables.Cell(table, row - 1, column), cell = tables.Cell(table, row, column);
            if (cell < before || (isUnique && cell == before)) throw new BadImageFormatException($"row {row} of table {table} is not in order");
        }
    }
}
