using System.Globalization;
using Benchmarks.Processes;
using Benchmarks.Statistics;

namespace Benchmarks.Kestrel;

/// <summary>Servers on one core, plain, woven, and without the layers, and the load on another; the servers take turns, and the one that is not asked does nothing.</summary>
static class Comparison
{
    const int Rounds = 11;
    static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(1), RoundTime = TimeSpan.FromSeconds(0.8);

    // Compiled by the upper tier, in the background and on the core that is measured, once calls have been counted.
    const int WarmUps = 3;

    static readonly (string Name, int Calls)[] workloads = [("one", 1), ("eight", 8)];
    static readonly string[] variants = [Server.Plain, Server.Woven, Server.Flat];

    public static void Run(TextWriter output)
    {
        var (serverCore, loadCore) = Cores.Two();
        using Peer plain = new(serverCore, Server.Role, Server.Plain), woven = new(serverCore, Server.Role, Server.Woven), flat = new(serverCore, Server.Role, Server.Flat), load = new(loadCore, Load.Role);
        (string Variant, Peer Server, string Port)[] servers = [(Server.Plain, plain, plain.Read()), (Server.Woven, woven, woven.Read()), (Server.Flat, flat, flat.Read())];

        var results = workloads.SelectMany(workload => variants, (workload, variant) => (workload.Name, variant)).ToDictionary(key => key, _ => new List<Result>());
        for (int round = -WarmUps; round < Rounds; round++)
        {
            foreach (var (name, calls) in workloads)
            {
                // Each is first in every other round.
                foreach (var (variant, server, port) in round % 2 == 0 ? servers : servers.Reverse())
                {
                    var result = Ask(server, load, port, calls, round < 0 ? WarmUpTime : RoundTime);
                    if (round >= 0) results[(name, variant)].Add(result);
                }
            }
        }
        foreach (var (name, _) in workloads) Print(output, name, [.. variants.Select(variant => (variant, results[(name, variant)]))]);
    }

    static Result Ask(Peer server, Peer load, string port, int calls, TimeSpan time)
    {
        var before = Usage.Parse(server.Ask(""));
        long[] answer = [.. load.Ask(string.Create(CultureInfo.InvariantCulture, $"{port} {calls} {time.TotalMilliseconds}")).Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        var used = Usage.Parse(server.Ask("")) - before;
        double requests = answer[0];
        return new(requests / TimeSpan.FromTicks(answer[1]).TotalSeconds, used.Bytes / requests, used.Processor.TotalMicroseconds / requests);
    }

    static void Print(TextWriter output, string name, (string Variant, List<Result> Results)[] variants)
    {
        foreach (var (variant, of) in variants)
            Row($"kestrel {name} {variant} {of.Select(r => r.Requests).Median():F0} {of.Select(r => r.Bytes).Median():F1} {of.Select(r => r.Microseconds).Median():F2}");
        foreach (var (variant, of) in variants[1..])
        {
            Ratio("requests", r => r.Requests);
            Ratio("processor", r => r.Microseconds);

            void Ratio(string what, Func<Result, double> figure) =>
                Row($"ratio {name}-{what} {variant}/{variants[0].Variant} {of.Zip(variants[0].Results, (mine, other) => figure(mine) / figure(other)).ToList().Spread().ToString(CultureInfo.InvariantCulture)}");
        }

        void Row(FormattableString row) => output.WriteLine(row.ToString(CultureInfo.InvariantCulture));
    }

    /// <param name="Requests">In a second.</param>
    /// <param name="Bytes">That a request allocates in the server.</param>
    /// <param name="Microseconds">Of the server's processor time, by a request.</param>
    sealed record Result(double Requests, double Bytes, double Microseconds);
}
