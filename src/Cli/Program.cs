using System.CommandLine;
using Unboxed.Cli;

return Commands.Root().Parse(args).Invoke();
