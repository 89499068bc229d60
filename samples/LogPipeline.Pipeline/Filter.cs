using System.Buffers;

namespace LogPipeline;

/// <summary>Drops health checks and static files.</summary>
sealed class Filter(IParser parser) : IFilter
{
    public async ValueTask<Request?> ReadMatchAsync()
    {
        Request? request;
        do
        {
            request = await parser.ReadRequestAsync();
        }
        while (request is { } found && IsNoise(found.Target));
        return request;
    }

    static bool IsNoise(ReadOnlySequence<byte> target) => StartsWith(target, "/healthz"u8) || StartsWith(target, "/static/"u8);

    static bool StartsWith(ReadOnlySequence<byte> target, ReadOnlySpan<byte> prefix)
    {
        if (target.FirstSpan.Length >= prefix.Length) return target.FirstSpan.StartsWith(prefix);
        if (target.Length < prefix.Length) return false;
        Span<byte> head = stackalloc byte[prefix.Length];
        target.Slice(0, prefix.Length).CopyTo(head);
        return head.SequenceEqual(prefix);
    }
}
