using System.Globalization;
using Benchmarks.Cold;

const int DefaultStarts = 11;

int starts = DefaultStarts;
if (args is not [] && (args is not ["--starts", var number] || !int.TryParse(number, CultureInfo.InvariantCulture, out starts) || starts < 1))
{
    Console.Error.WriteLine("Nothing may follow but --starts and a number.");
    return 1;
}
Comparison.Run(starts, Console.Out);
return 0;
