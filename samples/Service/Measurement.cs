using System.Globalization;
using Benchmarks.Processes;
using Benchmarks.Statistics;

namespace Service.Driver;

/// <summary>One round of one form.</summary>
/// <param name="Requests">That have been answered.</param>
/// <param name="Time">That took.</param>
/// <param name="Median">Of the times between request and answer.</param>
/// <param name="Slow">Under which 99 of 100 requests stayed.</param>
/// <param name="Checksum">Over all answers.</param>
/// <param name="Used">By the server meanwhile.</param>
sealed record Measurement(long Requests, TimeSpan Time, TimeSpan Median, TimeSpan Slow, ulong Checksum, Usage Used)
{
    public double RequestsPerSecond => Requests / Time.TotalSeconds;

    public double BytesPerRequest => (double)Used.Bytes / Requests;

    public double MicrosecondsPerRequest => Used.Processor.TotalMicroseconds / Requests;

    public static Measurement Parse(string answer, Usage used)
    {
        string[] parts = answer.Split(' ');
        return new(Number(1), new(Number(2)), new(Number(3)), new(Number(4)), ulong.Parse(parts[5], NumberStyles.HexNumber, CultureInfo.InvariantCulture), used);

        long Number(int index) => long.Parse(parts[index], CultureInfo.InvariantCulture);
    }

    /// <summary>The times as the load tells them: those who are waiting for it read on until this line.</summary>
    public static string Format(long requests, TimeSpan time, IReadOnlyCollection<double> ticks, ulong checksum) =>
        string.Create(CultureInfo.InvariantCulture, $"{Answer} {requests} {time.Ticks} {ticks.Quantile(0.5):F0} {ticks.Quantile(0.99):F0} {checksum:x16}");

    public const string Answer = "answered";
}
