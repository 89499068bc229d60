using System.Globalization;
using Benchmarks.Processes;
using Spectre.Console;

namespace Service.Driver;

/// <summary>Three servers, one for each form, on one core, and the load on another; the servers take turns, and those that are not asked do nothing.</summary>
static class Comparison
{
    /// <param name="Requests">Of each client in a round.</param>
    public sealed record Size(int Requests, int WarmUps, int Rounds)
    {
        public int AllRequests => (WarmUps + Rounds) * Requests * Load.Clients * Form.All.Count;
    }

    /// <returns>The exit code: 1 where the forms do not give the same answers.</returns>
    public static int Run(string database, Size size)
    {
        var (serverCore, loadCore) = Cores.Two();
        var servers = new List<Peer>();
        try
        {
            foreach (var form in Form.All) servers.Add(new(serverCore, form.Program, ["--database", database]));
            using var load = new Peer(loadCore, Load.Role);
            string[] addresses = [.. servers.Select(server => server.Read())];
            var rounds = Form.All.Select(_ => new List<Measurement>()).ToArray();
            var progress = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }).Progress();
            progress.Start(context =>
            {
                var task = context.AddTask("requests", maxValue: size.AllRequests);
                for (int round = 0; round < size.WarmUps + size.Rounds; round++)
                {
                    // Each is first in every third round.
                    for (int turn = 0; turn < servers.Count; turn++)
                    {
                        int form = (round + turn) % servers.Count;
                        task.Description = round < size.WarmUps ? $"{Form.All[form].Name}, warming up" : Form.All[form].Name;
                        rounds[form].Add(Measure(servers[form], load, $"{addresses[form]} {round * size.Requests} {size.Requests}", task));
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
