using Unboxed.Compatibility.Harness;

// Runs all scenarios, or those whose names begin with an argument, and prints their transcripts. The tests run it unwoven and woven.
foreach (var scenario in Scenario.All.Where(scenario => args.Length == 0 || args.Any(name => scenario.Name.StartsWith(name, StringComparison.Ordinal))))
{
    Console.WriteLine($"## {scenario.Name}");
    scenario.Run(Console.Out);
}
