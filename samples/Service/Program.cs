using System.CommandLine;
using Service.Driver;

// The main thread decides on which cores processes begin: nothing is awaited here.
if (args is [Load.Role])
{
    Load.Run();
    return 0;
}

var database = new Option<string>("--database") { Description = "sqlite, or postgres by PGHOST and PGUSER (eng/with-postgres.sh)", DefaultValueFactory = _ => "sqlite" };
database.AcceptOnlyFromAmong("sqlite", "postgres");
database.Validators.Add(result =>
{
    if (result.GetValueOrDefault<string>() == "postgres" && Environment.GetEnvironmentVariable("PGHOST") is null) result.AddError("PGHOST does not name a PostgreSQL server: run this with eng/with-postgres.sh.");
});
var requests = new Option<int>("--requests") { Description = "of each client in a round", DefaultValueFactory = _ => 250 };
var rounds = new Option<int>("--rounds") { Description = "of each process that are measured", DefaultValueFactory = _ => 6 };
var warmUps = new Option<int>("--warm-ups") { Description = "rounds before them", DefaultValueFactory = _ => 5 };
var processes = new Option<int>("--processes") { Description = "that run each form", DefaultValueFactory = _ => 2 };
Option<int>[] counts = [requests, rounds, warmUps, processes];
foreach (var count in counts)
{
    count.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1) result.AddError($"{count.Name} is at least 1.");
    });
}

var command = new RootCommand("Measures one service in three forms: as compiled, with its own code woven, and with all that it ships woven.") { database, requests, rounds, warmUps, processes };
command.SetAction(result => Comparison.Run(result.GetRequiredValue(database), new(result.GetRequiredValue(requests), result.GetRequiredValue(warmUps), result.GetRequiredValue(rounds), result.GetRequiredValue(processes))));
return command.Parse(args).Invoke();
