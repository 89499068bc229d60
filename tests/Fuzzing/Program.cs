using Unboxed.Fuzzing;
using Unboxed.Fuzzing.Generation;
using Unboxed.Fuzzing.Planting;

var options = Options.Parse(args);
return options.Bugs is { } bugs
    ? new BugRun([.. Enumerable.Range(options.Seed, options.Count).Select(ProgramGenerator.Generate)], bugs, Console.Out).Run()
    : new FuzzRun(options, Console.Out).Run();
