using Unboxed.ForeignLibraries;
using Unboxed.ForeignLibraries.Checks;
using Unboxed.ForeignLibraries.Coverage;

// Weaves other people's libraries from the command line, in a folder that is deleted afterwards.
switch (args)
{
    case ["check", "--coverage", var file]:
        using (var application = new WovenApplication([]))
        {
            int problems = CheckCommand.Run(application, Library.All, listsSkipped: false) + CoverageCheck.Run(LibrariesCoverage.Of(application), file);
            return problems == 0 ? 0 : 1;
        }
    case ["check", .. var options]:
        var libraries = Library.Named([.. options.Except(["--skipped"])]);
        using (var application = new WovenApplication(libraries.Count == Library.All.Count ? [] : [.. libraries.Select(library => library.Assembly)]))
            return CheckCommand.Run(application, libraries, options.Contains("--skipped")) == 0 ? 0 : 1;
    case ["coverage", var file]:
        using (var application = new WovenApplication([])) File.WriteAllText(file, CoverageDocument.Of(LibrariesCoverage.Of(application)));
        return 0;
    case ["prepare", var assembly]:
        Preparation.Run(assembly, Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: ForeignLibraries check --coverage <file>             weaves, checks every method of the output, and how many awaits became scratch calls: that it is enough, and what the file says
                   ForeignLibraries check [--skipped] [assembly]...     weaves these alone, and checks every method of the output
                   ForeignLibraries coverage <file>                     weaves, and writes how many awaits became scratch calls
            """);
        return 2;
}
