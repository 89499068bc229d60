using System.Diagnostics;
using System.Globalization;
using Benchmarks.Processes;
using Spectre.Console;

namespace Service.Driver;

/// <summary>
/// Servers of each form on one core, and the load on another; the servers take turns, and those that are not asked do nothing. More than one process runs each form: what a process gets by chance, as the places
/// of its code and its threads' habits, stays with it for all its rounds, and would be taken for a property of the form.
/// </summary>
static class Comparison
{
    // Code that has become hot is compiled anew 100 ms after the last that was not: a server that has something to compile is at it within this time.
    static readonly TimeSpan restLooked = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan restPatience = TimeSpan.FromMinutes(1);
    const double MostAtRest = 0.05;

    /// <param name="Requests">Of each client in a round.</param>
    /// <param name="WarmUps">Rounds of each process before those that are measured.</param>
    /// <param name="Rounds">Of each process.</param>
    /// <param name="Processes">Of each form.</param>
    public sealed record Size(int Requests, int WarmUps, int Rounds, int Processes)
    {
        public int AllRequests => Processes * (WarmUps + Rounds) * Requests * Load.Clients * Form.All.Count;
    }

    /// <returns>The exit code: 1 where the forms do not give the same answers.</returns>
    public static int Run(string database, Size size)
    {
        var (serverCore, loadCore) = Cores.Two();
        var servers = new List<Peer>();
        try
        {
            for (int process = 0; process < size.Processes; process++)
            {
                foreach (var form in Form.All) servers.Add(new(serverCore, form.Program, ["--database", database]));
            }
            using var load = new Peer(loadCore, Load.Role);
            string[] addresses = [.. servers.Select(server => server.Read())];
            var rounds = servers.Select(_ => new List<Measurement>()).ToArray();
            var progress = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }).Progress();
            progress.Start(context =>
            {
                var task = context.AddTask("requests", maxValue: size.AllRequests);
                for (int round = 0; round < size.WarmUps + size.Rounds; round++)
                {
                    // Each is first in one round of as many as there are servers.
                    for (int turn = 0; turn < servers.Count; turn++)
                    {
                        int server = (round + turn) % servers.Count;
                        int form = server % Form.All.Count;
                        task.Description = round < size.WarmUps ? $"{Form.All[form].Name}, warming up" : Form.All[form].Name;
                        Settle(servers);
                        rounds[server].Add(Measure(servers[server], load, $"{addresses[server]} {round * size.Requests} {size.Requests}", task));
                    }
                }
            });
            return Table.Print(Console.Out, database, size, rounds);
        }
        finally
        {
            foreach (var server in servers) server.Dispose();
        }
    }

    // Servers that have answered go on for seconds with compiling what was hot, on the core that the next one needs.
    static void Settle(List<Peer> servers)
    {
        long start = Stopwatch.GetTimestamp();
        var before = Used();
        while (true)
        {
            // The servers are other processes: what they have used of the processor is all that tells that they rest.
            Thread.Sleep(restLooked);
            var used = Used();
            if (used - before < MostAtRest * restLooked) return;
            if (Stopwatch.GetElapsedTime(start) > restPatience) throw new InvalidOperationException($"The servers are not asked for anything, and have not come to rest for {restPatience.TotalSeconds:F0} s.");
            before = used;
        }

        TimeSpan Used() => servers.Aggregate(TimeSpan.Zero, (sum, server) => sum + Usage.Parse(server.Ask("")).Processor);
    }

    static Measurement Measure(Peer server, Peer load, string question, ProgressTask task)
    {
        double begun = task.Value;
        var before = Usage.Parse(server.Ask(""));
        load.Tell(question);
        string answer;
        while (!(answer = load.Read()).StartsWith(Measurement.Answer, StringComparison.Ordinal)) task.Value = begun + int.Parse(answer, CultureInfo.InvariantCulture);
        var measured = Measurement.Parse(answer, Usage.Parse(server.Ask("")) - before);
        task.Value = begun + measured.Requests;
        return measured;
    }
}
