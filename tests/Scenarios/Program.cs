using Unboxed.Scenarios;

// The same program runs with the libraries as they are published and with the woven ones, whichever lie beside it.
if (args is not [var name] || Scenario.All.FirstOrDefault(candidate => candidate.Name == name) is not { } scenario)
{
    Console.Error.WriteLine($"usage: Scenarios {string.Join('|', Scenario.All.Select(candidate => candidate.Name))}");
    return 2;
}
await scenario.Run(new Transcript(Console.Out));
Suspensions.Write(Console.Error);
return 0;
