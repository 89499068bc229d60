using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>Checks that what the headers of an image describe is there (ECMA-335 partition II, 25).</summary>
static class ImageCheck
{
    /// <summary>Types, names and languages: resources of Windows have three levels.</summary>
    const int ResourceLevels = 3;

    /// <exception cref="BadImageFormatException">It is not.</exception>
    internal static void Run(PEReader image, int length)
    {
        var headers = image.PEHeaders;
        foreach (var section in headers.SectionHeaders)
        {
            if (section.PointerToRawData < 0 || section.SizeOfRawData < 0 || section.PointerToRawData > length - section.SizeOfRawData)
                throw new BadImageFormatException($"its section {section.Name} reaches beyond its end");
        }
        var resources = headers.PEHeader!.ResourceTableDirectory;
        if (resources.Size > 0) CheckResources(image.GetSectionData(resources.RelativeVirtualAddress).GetReader(), image);
        // One that is empty has no place either.
        var debug = headers.PEHeader.DebugTableDirectory;
        if (debug is { Size: 0, RelativeVirtualAddress: not 0 }) throw new BadImageFormatException("its debug directory is empty, and has a place");
        foreach (var entry in image.ReadDebugDirectory())
        {
            if (entry.DataSize < 0 || entry.DataPointer < 0 || entry.DataPointer > length - entry.DataSize) throw new BadImageFormatException("its debug directory reaches beyond its end");
        }
    }

    static void CheckResources(BlobReader section, PEReader image)
    {
        int count = 0;
        var open = new Stack<(int Offset, int Level)>([(0, 0)]);
        while (open.Count > 0)
        {
            var (offset, level) = open.Pop();
            section.Offset = offset + 12;
            int entries = section.ReadUInt16() + section.ReadUInt16();
            for (int i = 0; i < entries; i++)
            {
                section.Offset = offset + 16 + (8 * i) + 4;
                uint target = section.ReadUInt32();
                bool isFolder = (target & 0x80000000) != 0;
                int at = (int)(target & 0x7FFFFFFF);
                // Every entry takes eight bytes of the section.
                if (++count > section.Length / 8 || (isFolder && level + 1 >= ResourceLevels)) throw new BadImageFormatException("its resources contain themselves");
                if (isFolder) open.Push((at, level + 1));
                else CheckResource(section, at, image);
            }
        }
    }

    static void CheckResource(BlobReader section, int at, PEReader image)
    {
        section.Offset = at;
        int address = section.ReadInt32(), size = section.ReadInt32();
        if (size < 0 || image.GetSectionData(address).Length < size) throw new BadImageFormatException("a resource of Windows is missing");
    }
}
