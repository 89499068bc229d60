using Unboxed.Fuzzing;

return new FuzzRun(Options.Parse(args), Console.Out).Run();
