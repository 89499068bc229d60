using System.Security.Cryptography;
using System.Text;
using global::SharpCompress.Archives;
using global::SharpCompress.Common;
using global::SharpCompress.Readers;
using global::SharpCompress.Writers;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.SharpCompress;

/// <summary>Archives of all kinds, written to and read from streams that suspend at every call; damaged ones; a reader that is canceled.</summary>
sealed class ArchiveScenario(Transcript transcript)
{
    static readonly DateTime Time = new(2020, 2, 2, 12, 0, 0, DateTimeKind.Utc);

    static readonly (ArchiveType Archive, CompressionType Compression)[] Kinds =
    [
        (ArchiveType.Zip, CompressionType.None),
        (ArchiveType.Zip, CompressionType.Deflate),
        (ArchiveType.Zip, CompressionType.BZip2),
        (ArchiveType.Zip, CompressionType.LZMA),
        (ArchiveType.Zip, CompressionType.PPMd),
        (ArchiveType.Zip, CompressionType.ZStandard),
        (ArchiveType.Tar, CompressionType.None),
        (ArchiveType.Tar, CompressionType.GZip),
        (ArchiveType.Tar, CompressionType.BZip2),
        (ArchiveType.Tar, CompressionType.LZip),
        (ArchiveType.GZip, CompressionType.GZip),
        (ArchiveType.SevenZip, CompressionType.LZMA2),
    ];

    readonly List<(string Name, byte[] Content)> files =
    [
        ("text.txt", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3000).Select(line => $"{line}: the quick brown fox jumps over the lazy dog\n")))),
        ("folder/noise.bin", Noise(50_000)),
        ("folder/empty", []),
        ("folder/deeper/small", "small"u8.ToArray()),
    ];

    internal async Task Run()
    {
        foreach (var (archive, compression) in Kinds)
        {
            byte[] written = await Write(archive, compression, transcript);
            if (archive != ArchiveType.SevenZip) await ReadForward(written);
            if (archive != ArchiveType.Tar || compression == CompressionType.None) await ReadAnywhere(written);
            // Others do not come to an end with it, woven or not.
            if (compression is CompressionType.None or CompressionType.Deflate or CompressionType.GZip) await Damaged(written);
        }
        await Canceled();
        await transcript.AtOnce(Kinds.Length, (number, own) => Write(Kinds[number].Archive, Kinds[number].Compression, own));
    }

    static byte[] Noise(int count)
    {
        var bytes = new byte[count];
        uint seed = 12345;
        for (int i = 0; i < count; i++) bytes[i] = (byte)((seed = seed * 1664525 + 1013904223) >> 24);
        return bytes;
    }

    async Task<byte[]> Write(ArchiveType archive, CompressionType compression, Transcript shown)
    {
        using var target = new MemoryStream();
        var suspending = new SuspendingStream(target, int.MaxValue);
        await using (var writer = await WriterFactory.OpenAsyncWriter(suspending, archive, new WriterOptions(compression) { LeaveStreamOpen = true }))
        {
            foreach (var (name, content) in archive == ArchiveType.GZip ? files[..1] : files) await writer.WriteAsync(name, new SuspendingStream(new MemoryStream(content), 10_000), Time);
        }
        byte[] written = target.ToArray();
        // The time of writing in the header of a gzip stream (RFC 1952, 2.3).
        if (written is [0x1F, 0x8B, ..]) written.AsSpan(4, 4).Clear();
        shown.Write($"{archive} {compression}: {Show(written)}");
        return written;
    }

    static string Show(byte[] bytes) => $"{bytes.Length} bytes {Convert.ToHexString(SHA256.HashData(bytes))[..16]}";

    static SuspendingStream Source(byte[] bytes) => new(new MemoryStream(bytes), 3_333);

    /// <summary>As it comes from a network: without going back.</summary>
    async Task ReadForward(byte[] archive)
    {
        await using var reader = await ReaderFactory.OpenAsyncReader(Source(archive));
        while (await reader.MoveToNextEntryAsync())
        {
            using var content = new MemoryStream();
            await using (var entry = await reader.OpenEntryStreamAsync()) await entry.CopyToAsync(new SuspendingStream(content, int.MaxValue), 1000);
            transcript.Write($"  {reader.Entry.Key} {reader.Entry.Size} {reader.Entry.LastModifiedTime:s}: {Show(content.ToArray())}");
        }
    }

    async Task ReadAnywhere(byte[] archive)
    {
        await using var opened = await ArchiveFactory.OpenAsyncArchive(Source(archive));
        transcript.Write($"  {opened.Type} solid: {await opened.IsSolidAsync()}, complete: {await opened.IsCompleteAsync()}, size: {await opened.TotalSizeAsync()} of {await opened.TotalUncompressedSizeAsync()}");
        await foreach (var entry in opened.EntriesAsync)
        {
            using var content = new MemoryStream();
            await entry.WriteToAsync(new SuspendingStream(content, int.MaxValue));
            transcript.Write($"  {entry.Key}: {Show(content.ToArray())}");
        }
    }

    async Task Damaged(byte[] archive)
    {
        byte[] changed = [.. archive];
        for (int i = changed.Length / 3; i < changed.Length / 3 + 20; i++) changed[i] ^= 0x55;
        foreach (var (how, bytes) in new[] { ("changed", changed), ("cut off", archive[..(archive.Length / 2)]) })
        {
            await transcript.Fails<SharpCompressException>($"  {how}", async () =>
            {
                await using var reader = await ReaderFactory.OpenAsyncReader(Source(bytes));
                while (await reader.MoveToNextEntryAsync())
                {
                    using var content = new MemoryStream();
                    await reader.WriteEntryToAsync(content);
                    transcript.Write($"  {how}: {reader.Entry.Key} {Show(content.ToArray())}");
                }
            });
        }
    }

    async Task Canceled()
    {
        byte[] archive = await Write(ArchiveType.Tar, CompressionType.BZip2, transcript);
        using var cancellation = new CancellationTokenSource();
        await transcript.Fails<OperationCanceledException>("canceled", async () =>
        {
            var source = new SuspendingStream(new MemoryStream(archive), 100) { Called = call => { if (call == 50) cancellation.Cancel(); } };
            await using var reader = await ReaderFactory.OpenAsyncReader(source, cancellationToken: cancellation.Token);
            while (await reader.MoveToNextEntryAsync(cancellation.Token))
            {
                await reader.WriteEntryToAsync(Stream.Null, cancellation.Token);
                transcript.Write($"  {reader.Entry.Key}");
            }
        });
    }
}
