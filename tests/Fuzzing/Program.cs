using Unboxed.Fuzzing;
using Unboxed.Fuzzing.Harness;
using Unboxed.Fuzzing.Planting;

var options = Options.Parse(args);
using var events = options.Events ? new TaskEvents() : null;
return options.Bugs is { } bugs
    ? new BugRun(Enumerable.Range(options.Seed, options.Count), bugs, options.IsFirstEnough, Console.Out).Run()
    : new FuzzRun(options, Console.Out).Run();
