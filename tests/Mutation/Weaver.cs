using System.Globalization;
using Unboxed.Cli;

namespace Unboxed.Mutation;

/// <summary>Weaves damaged assemblies, one after the other, and says of each when it begins and how it ends.</summary>
static class Weaver
{
    internal static int Run(string folder, int first, int count)
    {
        var originals = Originals.All;
        for (int seed = first; seed < first + count; seed++)
        {
            var (damaged, what) = new Mutator(seed).Damage(originals);
            var place = new Place(folder, seed);
            place.Write(damaged);
            Console.WriteLine($"begin {seed} {damaged.Name} {what}");
            using StringWriter output = new(), error = new();
            string[] library = damaged.Library is { } referenced ? ["-r", Path.GetDirectoryName(place.Library(referenced.Name))!] : [];
            int code = Commands.Root().Parse(["weave", place.Input(damaged.Name), "-o", place.Output(damaged.Name), "-r", AppContext.BaseDirectory, .. library, "--mark", "--verbose"]).Invoke(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });
            string said = error.ToString().TrimEnd();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"end {seed} {code} {Judge(code, said, folder)}"));
            if (code != 0) place.Delete();
        }
        return 0;
    }

    /// <summary>A library as it is woven, for those that are woven against it.</summary>
    internal static Original Woven(Original library)
    {
        var folder = Directory.CreateTempSubdirectory("unboxed-mutation-library-");
        try
        {
            string path = Path.Combine(folder.FullName, library.Name + ".dll");
            File.WriteAllBytes(path, library.Image);
            using StringWriter output = new(), error = new();
            int code = Commands.Root().Parse(["weave", path, "-o", path, "--mark"]).Invoke(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });
            return code == 0 ? library with { Image = File.ReadAllBytes(path), Symbols = null } : throw new InvalidOperationException(error.ToString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Whether what was said is one line that names the file and what to do.</summary>
    static string Judge(int code, string said, string folder) => code switch
    {
        0 => said.Length == 0 ? "woven" : "fault: " + Line(said),
        1 => said.Contains('\n', StringComparison.Ordinal) || !said.StartsWith("unboxed: error: ", StringComparison.Ordinal) || !said.Contains(".dll", StringComparison.Ordinal)
            ? "fault: " + Line(said) : "refused: " + said["unboxed: error: ".Length..].Replace(folder, "", StringComparison.Ordinal),
        _ => "fault: " + Line(said),
    };

    static string Line(string said) => said.ReplaceLineEndings(" | ");
}
