using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Targets;

/// <summary>The debugging library (DAC), which comes with each runtime and knows its memory.</summary>
static class DacFile
{
    internal static string Name => OperatingSystem.IsWindows() ? "mscordaccore.dll" : OperatingSystem.IsMacOS() ? "libmscordaccore.dylib" : "libmscordaccore.so";

    internal static string Find(string input, ClrInfo clr, string? given)
    {
        if (given is not null)
        {
            string file = Directory.Exists(given) ? Path.Combine(given, Name) : given;
            return File.Exists(file) ? Path.GetFullPath(file) : throw new BadInputException(file, "there is no such file", $"Give {Name} of the runtime {Target.VersionOf(clr)}, or its folder, with --dac");
        }
        string beside = Path.Combine(Path.GetDirectoryName(clr.ModuleInfo.FileName) ?? "", Name);
        if (File.Exists(beside)) return beside;
        string remedy = clr.IsSingleFile ? $"It is a single-file program: give {Name} of the shared runtime of the same version with --dac" : $"Give {Name} of the same runtime, or its folder, with --dac";
        throw new BadInputException(input, $"its runtime is {Target.VersionOf(clr)}, whose debugging library is not at {beside}", remedy);
    }
}
