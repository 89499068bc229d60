namespace Unboxed.ForeignLibraries.Checks;

/// <summary>What the JIT compiled of a woven assembly, beside the same assembly unwoven.</summary>
/// <param name="Methods">The methods that were compiled.</param>
/// <param name="Instantiations">The instantiations of them.</param>
/// <param name="Skipped">The methods that were not, each with the reason.</param>
/// <param name="New">Methods that the JIT refuses and that it compiles in the unwoven assembly, or that are not there.</param>
sealed record Compilation(int Methods, int Instantiations, IReadOnlyList<(string Method, string Reason)> Skipped, IReadOnlyList<string> New)
{
    internal static Compilation Of(Library library, WovenApplication application)
    {
        var after = Prepare(application.Folder, library);
        // What it compiles of the woven assembly needs no comparison.
        var before = after.Any(line => line.Outcome == "failed") ? Prepare(Library.Folder, library).Where(line => line.Outcome == "failed").Select(line => line.Method).ToHashSet() : [];
        var compiled = after.Where(line => line.Outcome == "ok").ToList();
        return new(
            compiled.Count, compiled.Sum(line => int.Parse(line.Reason, System.Globalization.CultureInfo.InvariantCulture)),
            [.. after.Where(line => line.Outcome == "skipped" || (line.Outcome == "failed" && before.Contains(line.Method)))
                .Select(line => (line.Method, line.Outcome == "failed" ? "the JIT refuses it unwoven too: " + line.Reason : line.Reason))],
            [.. after.Where(line => line.Outcome == "failed" && !before.Contains(line.Method)).Select(line => $"{line.Method}: {line.Reason}")]);
    }

    static List<(string Outcome, string Method, string Reason)> Prepare(string folder, Library library)
    {
        var result = CommandLine.This(folder, "prepare", library.Assembly);
        if (result.ExitCode != 0) throw new InvalidOperationException($"Preparing {library.Assembly} of {folder} ended with {result.ExitCode}: {result.Error}");
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split('\t')).Select(parts => (parts[0], parts[1], parts[2]))];
    }
}
