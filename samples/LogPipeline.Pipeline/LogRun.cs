using System.IO.Pipelines;

namespace LogPipeline;

/// <summary>The layers put together.</summary>
public static class LogRun
{
    /// <summary>Reads a log to its end and completes the reader.</summary>
    public static async Task<Summary> ReadToEndAsync(PipeReader reader)
    {
        var connection = new Connection(reader);
        var source = new LineSource(connection);
        var sink = new Sink(new Enricher(new Filter(new Parser(source))));
        try
        {
            await DrainAsync(sink);
        }
        finally
        {
            await reader.CompleteAsync();
        }
        return new Summary(source.Lines, sink.Checksum, connection.Suspensions);
    }

    // The root of the chain: all awaits below this one go through interfaces, down to the pipe.
    static async Task DrainAsync(ISink sink)
    {
        while (await sink.ProcessNextAsync())
        {
        }
    }
}
