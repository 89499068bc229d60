using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace LogPipeline.Driver;

/// <summary>One run over the log.</summary>
/// <param name="Lines">Lines read.</param>
/// <param name="Checksum">Over what the lines say.</param>
/// <param name="Suspensions">Reads that had to wait.</param>
/// <param name="Bytes">Bytes allocated by the whole process meanwhile.</param>
/// <param name="Nanoseconds">Time taken.</param>
/// <param name="Collections">Collections of generation 0 meanwhile.</param>
readonly record struct Measurement(long Lines, ulong Checksum, long Suspensions, long Bytes, double Nanoseconds, int Collections)
{
    /// <summary>Runs a variant of the pipeline over the log.</summary>
    public static async Task<Measurement> TakeAsync(LogSender sender, int pieceSize, Func<PipeReader, Task<(long, ulong, long)>> run)
    {
        using var socket = sender.Connect();
        var pipe = LogReceiver.CreatePipe();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        int collections = GC.CollectionCount(0);
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long started = Stopwatch.GetTimestamp();
        var result = run(pipe.Reader);
        await LogReceiver.PumpAsync(socket, pipe.Writer, pieceSize);
        var (lines, checksum, suspensions) = await result;
        var elapsed = Stopwatch.GetElapsedTime(started);
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        collections = GC.CollectionCount(0) - collections;
        return new Measurement(lines, checksum, suspensions, bytes, elapsed.TotalNanoseconds, collections);
    }

    /// <summary>The median of each figure.</summary>
    public static Measurement Median(IReadOnlyList<Measurement> runs) => runs[0] with
    {
        Suspensions = Middle(runs, run => run.Suspensions),
        Bytes = Middle(runs, run => run.Bytes),
        Nanoseconds = Middle(runs, run => run.Nanoseconds),
        Collections = Middle(runs, run => run.Collections),
    };

    static T Middle<T>(IReadOnlyList<Measurement> runs, Func<Measurement, T> figure) => runs.Select(figure).Order().ElementAt(runs.Count / 2);
}
