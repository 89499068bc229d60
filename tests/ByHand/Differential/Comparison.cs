namespace ByHand.Differential;

/// <summary>Runs random scripts both ways.</summary>
static class Comparison
{
    const int Attempts = 6;

    internal static int Run(int seed, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var script = Script.Random(new(seed + i));
            string plain = "", scratch = "";
            bool same = false, isPooled = true;
            // Only where the pool takes part is it tried again: there, which of two things comes first is not always the same.
            for (int attempt = 0; attempt < Attempts && isPooled && !same; attempt++)
            {
                plain = new World(script).Run(new PlainForm().Start);
                scratch = new World(script).Run(new ScratchForm().Start);
                same = plain == scratch;
                isPooled = plain.Contains(World.InPool, StringComparison.Ordinal);
            }
            if (same) continue;
            Console.WriteLine($"seed {seed + i}\n{script}\n-- plain\n{plain}\n-- scratch\n{scratch}");
            return 1;
        }
        Console.WriteLine($"{count} scripts, no difference");
        return 0;
    }
}
