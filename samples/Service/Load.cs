using System.Diagnostics;
using System.Globalization;

namespace Service.Driver;

/// <summary>
/// The process that asks. For every line with an address, the number of the first request of each client and how many it sends, it prints how many requests have been answered, now and then, and in the end
/// what was measured.
/// </summary>
static class Load
{
    public const string Role = "load";

    public const int Clients = 16;

    static readonly TimeSpan untilTold = TimeSpan.FromMilliseconds(200);

    public static void Run()
    {
        // Connections stay open from one round to the next.
        var servers = new Dictionary<string, Client[]>();
        while (Console.ReadLine() is { } line)
        {
            string[] parts = line.Split(' ');
            if (!servers.TryGetValue(parts[0], out var clients))
            {
                var http = new HttpClient { BaseAddress = new(parts[0]) };
                servers.Add(parts[0], clients = [.. Enumerable.Range(1, Clients).Select(customer => new Client(http, customer))]);
            }
            Console.WriteLine(RunAsync(clients, int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture)).GetAwaiter().GetResult());
        }
    }

    static async Task<string> RunAsync(Client[] clients, int first, int count)
    {
        foreach (var client in clients) client.Begin();
        long start = Stopwatch.GetTimestamp();
        var all = Task.WhenAll(clients.Select(client => client.RunAsync(first, count)));
        // The driver shows how far it is.
        while (await Task.WhenAny(all, Task.Delay(untilTold)) != all) Console.WriteLine(clients.Sum(client => client.Times.Count).ToString(CultureInfo.InvariantCulture));
        await all;
        var time = Stopwatch.GetElapsedTime(start);
        // In the order of the clients, each of which has its answers in the order of its requests: how they were mixed does not matter.
        ulong checksum = clients.Aggregate(Checksum.Empty, (sum, client) => Checksum.Add(sum, BitConverter.GetBytes(client.Checksum)));
        return Measurement.Format(clients.Length * (long)count, time, [.. clients.SelectMany(client => client.Times)], checksum);
    }
}
