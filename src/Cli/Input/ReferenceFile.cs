using System.Collections.Concurrent;

namespace Unboxed.Cli.Input;

/// <summary>
/// Reads referenced assemblies. The weaves of one process look at the same ones again and again, and a check of all bodies takes longer than all else that is done with most of them: a file is read and checked once, as long as it
/// is the same by its length and the time of its last change.
/// </summary>
/// <remarks>Any thread may read. Contents that no weave uses are let go, and read again where they are needed; what was found in them is kept.</remarks>
static class ReferenceFile
{
    static readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);

    /// <param name="path">The file.</param>
    /// <param name="remedy">What to give instead of one that cannot be read.</param>
    /// <param name="isChecked">Whether it may be damaged.</param>
    /// <returns>What is in it, and what speaks against reading it as an assembly; null where nothing does, or where it is not checked.</returns>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    internal static (byte[] Content, string? Problem) Read(string path, string remedy, bool isChecked)
    {
        // Looked at before it is read: what is written meanwhile is another file by that.
        var stamp = StampOf(path);
        var before = stamp is not null && known.TryGetValue(path, out var found) && found.Stamp == stamp ? found : null;
        byte[] content = before is not null && before.Content.TryGetTarget(out byte[]? kept) ? kept : InputFile.Read(path, remedy);
        bool isKnown = before is { IsChecked: true };
        string? problem = isKnown ? before!.Problem : isChecked ? InputInspector.ProblemOfReference(content) : null;
        if (stamp is { } time) known[path] = new(time, new(content), isKnown || isChecked, problem);
        return (content, isChecked ? problem : null);
    }

    /// <summary>Null for what is no file, and for a link, which may lead to another file at any time.</summary>
    static Stamp? StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && file.LinkTarget is null ? new(file.Length, file.LastWriteTimeUtc) : null;
    }

    readonly record struct Stamp(long Length, DateTime Changed);

    sealed record Known(Stamp Stamp, WeakReference<byte[]> Content, bool IsChecked, string? Problem);
}
