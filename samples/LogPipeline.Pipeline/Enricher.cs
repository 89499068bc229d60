using System.Runtime.InteropServices;

namespace LogPipeline;

/// <summary>Keeps a tally of each host.</summary>
sealed class Enricher(IFilter filter) : IEnricher
{
    readonly Dictionary<uint, Tally> _hosts = [];

    public async ValueTask<Visit?> ReadVisitAsync()
    {
        if (await filter.ReadMatchAsync() is not { } request) return null;
        var before = Count(request);
        return new Visit(request, before.Requests, before.Milliseconds + request.Milliseconds);
    }

    Tally Count(Request request)
    {
        ref Tally tally = ref CollectionsMarshal.GetValueRefOrAddDefault(_hosts, request.Host, out _);
        var before = tally;
        tally = new Tally(before.Requests + 1, before.Milliseconds + request.Milliseconds);
        return before;
    }

    readonly record struct Tally(int Requests, long Milliseconds);
}
