using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Kestrel;

/// <summary>The process that asks. For every line with a port, a number of calls and a number of milliseconds, it prints how many requests have been answered, and the ticks that took.</summary>
static class Load
{
    public const string Role = "load";

    const int Connections = 16;

    public static void Run()
    {
        while (Console.ReadLine() is { } line)
        {
            int[] numbers = [.. line.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
            var (requests, time) = RunAsync(port: numbers[0], calls: numbers[1], TimeSpan.FromMilliseconds(numbers[2])).GetAwaiter().GetResult();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{requests} {time.Ticks}"));
        }
    }

    static async Task<(long Requests, TimeSpan Time)> RunAsync(int port, int calls, TimeSpan time)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Connection.OpenAsync(port)));
        long start = Stopwatch.GetTimestamp(), end = start + (long)(time.TotalSeconds * Stopwatch.Frequency);
        long[] requests = await Task.WhenAll(connections.Select(connection => connection.RunAsync(calls, end)));
        var taken = Stopwatch.GetElapsedTime(start);
        foreach (var connection in connections) connection.Dispose();
        return (requests.Sum(), taken);
    }
}
