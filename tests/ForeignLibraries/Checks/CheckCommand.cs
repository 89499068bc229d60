namespace Unboxed.ForeignLibraries.Checks;

/// <summary>Checks every method of the woven libraries: the weaver's own verifier, the JIT, and ILVerify where it is installed.</summary>
static class CheckCommand
{
    /// <param name="weaves">Where to.</param>
    /// <param name="names">The assemblies; none for all.</param>
    /// <param name="listsSkipped">Whether to print the name of each method that the JIT was not asked to compile, and not only how many there are.</param>
    /// <returns>The exit code: 1 where anything is found in a woven assembly that is not in the unwoven one.</returns>
    internal static int Run(Weaves weaves, IReadOnlyList<string> names, bool listsSkipped)
    {
        int problems = 0;
        var compilations = new List<Compilation>();
        var unknown = names.Except(Library.All.Select(library => library.Assembly)).ToList();
        if (unknown.Count > 0) throw new ArgumentException("no such library: " + string.Join(", ", unknown));
        if (IlVerify.Tool is null) Console.WriteLine("ILVerify: skipped, it is neither named by the environment variable ILVERIFY nor on PATH");
        foreach (var library in Library.All.Where(library => names.Count == 0 || names.Contains(library.Assembly)))
        {
            if (weaves.Weave(library) is not { } woven)
            {
                Console.WriteLine($"{library.Assembly}: refused, {library.Refused}");
                continue;
            }
            problems += Verify(library, woven);
            compilations.Add(Compilation.Of(library, woven));
            problems += Show(library.Assembly, compilations[^1], listsSkipped) + RunIlVerify(library, woven);
        }
        Show("all", new(
            compilations.Sum(each => each.Methods), compilations.Sum(each => each.Instantiations), [.. compilations.SelectMany(each => each.Skipped)], [.. compilations.SelectMany(each => each.New)]), listsSkipped: false);
        Console.WriteLine(problems == 0 ? "nothing found that is not in the unwoven assemblies" : $"{problems} findings that are not in the unwoven assemblies");
        return problems == 0 ? 0 : 1;
    }

    static int Verify(Library library, string woven)
    {
        var found = Verification.Of(library, woven);
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

    static int RunIlVerify(Library library, string woven)
    {
        if (IlVerify.Tool is null) return 0;
        var found = IlVerify.NewIn(library, woven);
        Console.WriteLine($"{library.Assembly}: ILVerify, {found.Count} new");
        return Print(found);
    }

    static int Print(IReadOnlyList<string> findings)
    {
        foreach (string finding in findings) Console.WriteLine("    NEW " + finding);
        return findings.Count;
    }
}
