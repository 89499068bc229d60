using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Unboxed.Mutation;

/// <summary>Damages an assembly: the same seed makes the same damage.</summary>
sealed class Mutator(int seed)
{
    readonly Random random = new(seed);

    /// <summary>The damaged assembly, and what was done to it.</summary>
    internal (Original Damaged, string What) Damage(IReadOnlyList<Original> originals)
    {
        var original = originals[random.Next(originals.Count)];
        if (original.Symbols is { } symbols && random.Next(10) == 0) return (original with { Symbols = Anywhere((byte[])symbols.Clone(), 0, symbols.Length) }, "symbols");
        if (original.Library is { } library && random.Next(2) == 0)
        {
            var (broken, how) = Damage(library.Image);
            return (original with { Library = library with { Image = broken } }, "library " + how);
        }
        var (image, what) = Damage(original.Image);
        return (original with { Image = image }, what);
    }

    (byte[] Damaged, string What) Damage(byte[] original)
    {
        byte[] image = (byte[])original.Clone();
        if (random.Next(25) == 0) return (image[..random.Next(image.Length)], "truncated");
        var (part, start, length, row) = Part(image);
        // What stands in another row makes sense there, and perhaps here.
        return row > 1 && length > row && random.Next(2) == 0 ? (Mix(image, start, length, row), part + " mixed") : (Anywhere(image, start, length), part);
    }

    byte[] Mix(byte[] image, int start, int length, int row)
    {
        for (int i = random.Next(3); i >= 0; i--)
        {
            int column = 2 * random.Next(row / 2), rows = length / row;
            int from = start + (random.Next(rows) * row) + column, to = start + (random.Next(rows) * row) + column;
            image.AsSpan(from, 2).CopyTo(image.AsSpan(to, 2));
        }
        return image;
    }

    byte[] Anywhere(byte[] content, int start, int length)
    {
        // A part may be empty.
        if (length <= 0) return content;
        // One change for most, for several hide each other; and small ones, which lead to what is there and is something else.
        int changes = random.Next(3) == 0 ? random.Next(2, 9) : 1;
        for (int i = 0; i < changes; i++)
        {
            ref byte at = ref content[start + random.Next(length)];
            at = random.Next(6) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)(at ^ (1 << random.Next(8))),
                2 => 0,
                3 => 0xFF,
                4 => (byte)(at + 1),
                _ => (byte)(at - 1),
            };
        }
        if (random.Next(20) == 0)
        {
            int from = start + random.Next(length), to = Math.Min(content.Length, from + random.Next(1, 64));
            content.AsSpan(from, to - from).Clear();
        }
        return content;
    }

    (string Name, int Start, int Length, int Row) Part(byte[] image)
    {
        using var reader = new PEReader(new MemoryStream(image));
        var metadata = reader.GetMetadataReader();
        int start = reader.PEHeaders.MetadataStartOffset;
        (string, int, int, int) Heap(HeapIndex heap) => (heap.ToString(), start + metadata.GetHeapMetadataOffset(heap), metadata.GetHeapSize(heap), 1);
        switch (random.Next(12))
        {
            case 0:
                return ("headers", 0, reader.PEHeaders.PEHeader!.SizeOfHeaders, 1);
            case 1:
                return ("metadata headers", start, metadata.GetTableMetadataOffset(TableIndex.Module), 1);
            case 2 or 3:
                return Heap(HeapIndex.Blob);
            case 4:
                return Heap(HeapIndex.String);
            case 5:
                return Heap(HeapIndex.UserString);
            case 6 or 7:
                return Body(reader, metadata);
            case 8:
                return ("anything", 0, image.Length, 1);
            default:
                return Table(metadata, start);
        }
    }

    (string Name, int Start, int Length, int Row) Table(MetadataReader metadata, int start)
    {
        var tables = Enum.GetValues<TableIndex>().Where(table => metadata.GetTableRowCount(table) > 0).ToList();
        var table = tables[random.Next(tables.Count)];
        return (table.ToString(), start + metadata.GetTableMetadataOffset(table), metadata.GetTableRowCount(table) * metadata.GetTableRowSize(table), metadata.GetTableRowSize(table));
    }

    (string Name, int Start, int Length, int Row) Body(PEReader reader, MetadataReader metadata)
    {
        // State machines are what the weaver reads closely.
        var methods = metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0).ToList();
        var machines = methods.Where(method => metadata.GetString(method.Name) == "MoveNext").ToList();
        var chosen = machines.Count > 0 && random.Next(2) == 0 ? machines : methods;
        var found = chosen[random.Next(chosen.Count)];
        int section = reader.PEHeaders.GetContainingSectionIndex(found.RelativeVirtualAddress);
        var header = reader.PEHeaders.SectionHeaders[section];
        return ("body", found.RelativeVirtualAddress - header.VirtualAddress + header.PointerToRawData, reader.GetMethodBody(found.RelativeVirtualAddress).Size, 1);
    }
}
