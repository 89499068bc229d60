using System.Runtime.InteropServices;

namespace Unboxed.Cli.Dump.Targets;

/// <summary>The debugging library of the target's runtime is loaded into this process, and so has to be of its architecture.</summary>
static class Architectures
{
    internal static void Check(string input, Architecture target)
    {
        var own = RuntimeInformation.ProcessArchitecture;
        if (target == own) return;
        throw new BadInputException(input, $"it is a process of {target}, and this program runs on {own}", $"Run unboxed on the .NET of {target}");
    }
}
