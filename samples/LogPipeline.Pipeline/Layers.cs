using System.Buffers;
using System.IO.Pipelines;

namespace LogPipeline;

/// <summary>Where the pieces of a log come in.</summary>
public interface IConnection
{
    /// <summary>Waits for the next piece.</summary>
    ValueTask<ReadResult> ReceiveAsync();

    /// <summary>Gives back what was received up to <paramref name="consumed"/>; the rest comes again with the next piece.</summary>
    void Release(SequencePosition consumed, SequencePosition examined);
}

/// <summary>The lines of a log.</summary>
public interface ILineSource
{
    /// <summary>The next line, without its end; null at the end of the log. Its bytes are valid until the next call.</summary>
    ValueTask<ReadOnlySequence<byte>?> ReadLineAsync();
}

/// <summary>The requests in a log.</summary>
public interface IParser
{
    /// <summary>The next request; null at the end of the log.</summary>
    ValueTask<Request?> ReadRequestAsync();
}

/// <summary>The requests that matter.</summary>
public interface IFilter
{
    /// <summary>The next request that is let through; null at the end of the log.</summary>
    ValueTask<Request?> ReadMatchAsync();
}

/// <summary>Requests with what earlier ones say about them.</summary>
public interface IEnricher
{
    /// <summary>The next visit; null at the end of the log.</summary>
    ValueTask<Visit?> ReadVisitAsync();
}

/// <summary>Where visits end up.</summary>
public interface ISink
{
    /// <summary>Takes the next visit.</summary>
    /// <returns>False at the end of the log.</returns>
    ValueTask<bool> ProcessNextAsync();
}
