using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Cold;

/// <summary>What a program has printed that was started once.</summary>
/// <param name="Processor">The processor time of the calls.</param>
/// <param name="Passed">The time that passed in them.</param>
/// <param name="Process">The processor time of the process until then.</param>
/// <param name="Methods">Those that the JIT has compiled in the calls.</param>
/// <param name="Bytes">Of IL, that these have.</param>
sealed record Start(TimeSpan Processor, TimeSpan Passed, TimeSpan Process, long Methods, long Bytes)
{
    const string RuntimeAsyncVariable = "DOTNET_RuntimeAsync", RuntimeAsyncValue = "1";

    /// <param name="runtime">The words of the command that come before <c>dotnet</c>, for another runtime.</param>
    /// <param name="assembly">The program.</param>
    /// <param name="argument">Its argument.</param>
    public static Start Of(string[] runtime, string assembly, string argument)
    {
        string[] command = [.. runtime, "dotnet", assembly, argument];
        var information = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        information.Environment[RuntimeAsyncVariable] = RuntimeAsyncValue;
        using var process = System.Diagnostics.Process.Start(information)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{assembly} has failed.");
        long[] numbers = [.. output.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return new(new(numbers[0]), new(numbers[1]), new(numbers[2]), numbers[3], numbers[4]);
    }
}
