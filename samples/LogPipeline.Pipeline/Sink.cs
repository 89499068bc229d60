namespace LogPipeline;

/// <summary>Folds all visits into a checksum (FNV-1a, 64 bits), in which their order counts.</summary>
sealed class Sink(IEnricher enricher) : ISink
{
    const ulong Prime = 0x100000001b3;

    public ulong Checksum { get; private set; } = 0xcbf29ce484222325;

    public async ValueTask<bool> ProcessNextAsync()
    {
        if (await enricher.ReadVisitAsync() is not { } visit) return false;
        Add(visit);
        return true;
    }

    void Add(Visit visit)
    {
        ulong sum = Checksum;
        foreach (var segment in visit.Request.Target)
        {
            foreach (byte value in segment.Span) sum = (sum ^ value) * Prime;
        }
        sum = (sum ^ visit.Request.Host) * Prime;
        sum = (sum ^ (uint)visit.Request.Status) * Prime;
        sum = (sum ^ (uint)visit.Request.Size) * Prime;
        sum = (sum ^ (uint)visit.Ordinal) * Prime;
        Checksum = (sum ^ (ulong)visit.HostMilliseconds) * Prime;
    }
}
