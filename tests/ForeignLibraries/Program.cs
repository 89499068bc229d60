using Unboxed.ForeignLibraries;
using Unboxed.ForeignLibraries.Checks;
using Unboxed.ForeignLibraries.Coverage;

// Weaves other people's libraries from the command line, in a folder that is deleted afterwards.
switch (args)
{
    case ["check", .. var names]:
        using (var weaves = new Weaves()) return CheckCommand.Run(weaves, [.. names.Except(["--skipped"])], names.Contains("--skipped"));
    case ["coverage", var file]:
        using (var weaves = new Weaves()) File.WriteAllText(file, CoverageDocument.Of(weaves));
        return 0;
    case ["prepare", var assembly]:
        Preparation.Run(assembly, Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: ForeignLibraries check [--skipped] [assembly]...     weaves, and checks every method of the output
                   ForeignLibraries coverage <file>                     weaves, and writes how many awaits became scratch calls
            """);
        return 2;
}
