using System.CommandLine;

namespace Unboxed.Cli;

/// <summary>All commands of the program.</summary>
static class Commands
{
    internal static RootCommand Root() => new("Weaves compiled .NET assemblies, so that awaited calls through their interfaces allocate nothing, and shows what that does to them.")
    {
        WeaveCommand.Create(), WeavePackagesCommand.Create(), ReportCommand.Create(), ExplainCommand.Create(), DumpCommand.Create(), CompletionCommand.Create(), Guard.Verbose(),
    };
}
