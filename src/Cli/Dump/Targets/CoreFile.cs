using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Targets;

/// <summary>Opens a core dump.</summary>
static class CoreFile
{
    /// <summary>ELF, the minidump of Windows, and Mach-O.</summary>
    static readonly byte[][] Beginnings = [[0x7F, (byte)'E', (byte)'L', (byte)'F'], [(byte)'M', (byte)'D', (byte)'M', (byte)'P'], [0xCF, 0xFA, 0xED, 0xFE]];

    const int TypeOffset = 16, CoreType = 4;

    const string Remedy = "Give a core dump (createdump --full <pid>, or dotnet-dump collect), or the number of a process";

    internal static DataTarget Open(string path)
    {
        if (Directory.Exists(path)) throw new BadInputException(path, "it is a folder", Remedy);
        if (!File.Exists(path)) throw new BadInputException(path, "there is no such file, and it is no number of a process", Remedy);
        try
        {
            if (!IsDump(path)) throw new BadInputException(path, "it is no dump", Remedy);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(path, $"it cannot be read ({FileProblem.Text(unreadable)})", FileProblem.Remedy(unreadable));
        }
        return Load(path);
    }

    static DataTarget Load(string path)
    {
        DataTarget? data = null;
        try
        {
            data = DataTarget.LoadDump(path);
            // What a dump is made of is read when it is first asked for.
            _ = data.ClrVersions;
            return data;
        }
        // A dump that is cut off, or of a kind that the library does not read.
        catch (Exception refusal) when (refusal is ClrDiagnosticsException or InvalidDataException or InvalidOperationException or ArgumentException or NotSupportedException or IOException)
        {
            data?.Dispose();
            throw new BadInputException(path, $"it is damaged, or no dump that can be read ({FileProblem.Text(refusal)})", Remedy);
        }
    }

    static bool IsDump(string path)
    {
        Span<byte> head = stackalloc byte[TypeOffset + 2];
        using var file = File.OpenRead(path);
        int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read < head.Length) return false;
        foreach (byte[] beginning in Beginnings)
        {
            if (head.StartsWith(beginning)) return beginning != Beginnings[0] || head[TypeOffset] == CoreType;
        }
        return false;
    }
}
