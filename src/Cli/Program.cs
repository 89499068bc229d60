using System.CommandLine;
using Unboxed.Cli;

return new RootCommand("Weaves compiled .NET assemblies, so that awaited calls through their interfaces allocate nothing.") { WeaveCommand.Create() }
    .Parse(args).Invoke();
