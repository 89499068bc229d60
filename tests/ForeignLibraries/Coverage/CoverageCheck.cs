namespace Unboxed.ForeignLibraries.Coverage;

/// <summary>Checks that enough awaits are scratch calls where all libraries are woven together, and that the document says what is.</summary>
static class CoverageCheck
{
    /// <returns>How many problems there are.</returns>
    internal static int Run(LibrariesCoverage coverage, string file)
    {
        double share = LibrariesCoverage.Share(coverage.Together);
        Console.WriteLine($"coverage: {share:F1} % of the awaits that are eligible where all are woven together are scratch calls");
        int problems = 0;
        // Not the reverse comparison: where nothing is eligible the share is no number.
        if (!(share >= LibrariesCoverage.Goal))
        {
            Console.WriteLine($"    NEW at least {LibrariesCoverage.Goal} % are to be");
            problems++;
        }
        string[] written = File.ReadAllLines(file), now = CoverageDocument.Of(coverage).TrimEnd('\n').Split('\n');
        if (!written.SequenceEqual(now))
        {
            Console.WriteLine($"    NEW {file} is of another state: write it anew with eng/check-foreign-libraries.sh --write, and look at the difference");
            foreach (string line in now.Except(written).Take(5)) Console.WriteLine("        now: " + line);
            problems++;
        }
        return problems;
    }
}
