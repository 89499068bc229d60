using System.CommandLine;

namespace Unboxed.Cli;

/// <summary>The options of the commands that read an assembly.</summary>
static class InputOptions
{
    internal static Option<string[]> References() => new("--reference", "-r")
    {
        Description = "A folder with referenced assemblies; may be given several times. The input's own folder and the shared frameworks are searched after them.",
    };

    internal static Option<bool> Mark(string description) => new("--mark") { Description = description };

    internal static Option<string> Source() => new("--source")
    {
        Description = "The folder that the files in the report are relative to. Without it: the nearest folder, at or above the input, with a project.",
    };
}
