using Benchmarks.Processes;
using Shop;

// Interrupted together with who measures, it ends by the end of the input, and leaves nothing behind.
Console.CancelKeyPress += (_, e) => e.Cancel = true;

// --database postgres is PostgreSQL, by PGHOST and PGUSER; without it, SQLite in a temporary folder.
await using var app = Service.Build(args);
Console.WriteLine(await Service.StartAsync(app));

// Who measures asks by a line what has been used until then. The end of the input ends the service, and comes also where who measures has died.
while (Console.ReadLine() is not null) Console.WriteLine(Usage.Now());
await Service.StopAsync(app);
