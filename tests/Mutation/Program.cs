using System.Globalization;
using Unboxed.Mutation;

// A process of its own for each stage: damage may end the one that works with it.
return args switch
{
    ["weave", var folder, var first, var count] => Weaver.Run(folder, Number(first), Number(count)),
    ["load", var folder, var first, var count] => Loader.Run(folder, Number(first), Number(count)),
    ["--seed", var first, "--count", var count] => MutationRun.Run(Number(first), Number(count), Console.Out),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("dotnet run -c Release --project tests/Mutation -- --seed N --count N");
    return 2;
}
