using System.Globalization;
using NextAbi.Differential;
using NextAbi.Measuring;

Console.WriteLine($".NET {Environment.Version}");
return args switch
{
    [] => Measurement.Run(),
    ["alone", "valuetask"] => Measurement.Alone(isPlain: true),
    ["alone", "scratch"] => Measurement.Alone(isPlain: false),
    ["compare", var seed, var count] => Comparison.Run(Number(seed), Number(count)),
    ["stress", var seconds] => Stress.Run(Number(seconds)),
    ["deep", var levels] => Measurement.Deep(Number(levels)),
    _ => throw new ArgumentException("Give nothing, or: alone valuetask, alone scratch, compare SEED COUNT, stress SECONDS, deep LEVELS."),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
