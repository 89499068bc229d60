namespace Unboxed.ForeignLibraries.Checks;

/// <summary>Checks every method of the woven libraries: the weaver's own verifier, the JIT, and ILVerify where it is installed.</summary>
static class CheckCommand
{
    /// <param name="application">Where they are woven.</param>
    /// <param name="libraries">Those that are checked.</param>
    /// <param name="listsSkipped">Whether to print the name of each method that the JIT was not asked to compile, and not only how many there are.</param>
    /// <returns>How many findings there are in the woven assemblies that are not in the unwoven ones.</returns>
    internal static int Run(WovenApplication application, IReadOnlyList<Library> libraries, bool listsSkipped)
    {
        int problems = 0;
        var compilations = new List<Compilation>();
        if (IlVerify.Tool is null) Console.WriteLine("ILVerify: skipped, it is neither named by the environment variable ILVERIFY nor on PATH");
        // One on each processor: a check holds an assembly and all that it refers to.
        var checks = libraries.AsParallel().AsOrdered().WithDegreeOfParallelism(Environment.ProcessorCount).WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(library => (Library: library, Found: LibraryCheck.Of(library, application)));
        foreach (var (library, found) in checks)
        {
            compilations.Add(found.Compilation);
            problems += Show(library, found.Verification) + Show(library.Assembly, found.Compilation, listsSkipped) + ShowIlVerify(library, found.IlVerify);
        }
        Show("all", new(
            compilations.Sum(each => each.Methods), compilations.Sum(each => each.Instantiations), [.. compilations.SelectMany(each => each.Skipped)], [.. compilations.SelectMany(each => each.New)]), listsSkipped: false);
        Console.WriteLine(problems == 0 ? "nothing found that is not in the unwoven assemblies" : $"{problems} findings that are not in the unwoven assemblies");
        return problems;
    }

    static int Show(Library library, Verification found)
    {
        Console.WriteLine($"{library.Assembly}: {found.Methods} bodies verified; {found.Before} findings unwoven, {found.Copied} of them again in scratch bodies, {found.New.Count} new");
        return Print(found.New);
    }

    static int Show(string name, Compilation found, bool listsSkipped)
    {
        Console.WriteLine($"{name}: {found.Methods} methods compiled in {found.Instantiations} instantiations, {found.Skipped.Count} skipped, {found.New.Count} refused");
        foreach (var reason in found.Skipped.GroupBy(entry => entry.Reason).OrderByDescending(group => group.Count()))
        {
            Console.WriteLine($"    skipped {reason.Count()}: {reason.Key}");
            foreach (var (method, _) in reason.Where(_ => listsSkipped)) Console.WriteLine($"        {method}");
        }
        return Print(found.New);
    }

    static int ShowIlVerify(Library library, IReadOnlyList<string>? found)
    {
        if (found is null) return 0;
        Console.WriteLine($"{library.Assembly}: ILVerify, {found.Count} new");
        return Print(found);
    }

    static int Print(IReadOnlyList<string> findings)
    {
        foreach (string finding in findings) Console.WriteLine("    NEW " + finding);
        return findings.Count;
    }
}

/// <summary>What is found in a woven library.</summary>
/// <param name="Verification">By the weaver's own verifier.</param>
/// <param name="Compilation">By the JIT.</param>
/// <param name="IlVerify">By ILVerify; null where it is not installed.</param>
sealed record LibraryCheck(Verification Verification, Compilation Compilation, IReadOnlyList<string>? IlVerify)
{
    internal static LibraryCheck Of(Library library, WovenApplication application) =>
        new(Verification.Of(library, application), Compilation.Of(library, application), Checks.IlVerify.Tool is null ? null : Checks.IlVerify.NewIn(library, application));
}
