using System.Globalization;
using ByHand.Differential;
using ByHand.Measuring;

if (args is not ["measure", ..]) Console.WriteLine($".NET {Environment.Version}");
return args switch
{
    [] => Measurement.Run(),
    ["measure", var workload, var depth] => Measurement.Run(workload, Number(depth)),
    ["compare", var seed, var count] => Comparison.Run(Number(seed), Number(count)),
    ["interleave", var seed, var count] => Interleavings.Run(Number(seed), Number(count)),
    ["stress", var seconds] => Stress.Run(Number(seconds)),
    ["deep", var levels] => Measurement.Deep(Number(levels)),
    _ => throw new ArgumentException("Give nothing, or: compare SEED COUNT, interleave SEED COUNT, stress SECONDS, deep LEVELS."),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
