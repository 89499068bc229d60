namespace Unboxed.Mutation;

/// <summary>The folder of a damaged assembly, and of what is woven from it.</summary>
sealed class Place(string folder, int seed)
{
    readonly string root = Path.Combine(folder, seed.ToString(System.Globalization.CultureInfo.InvariantCulture));

    internal string Input(string name) => Path.Combine(root, "in", name + ".dll");

    internal string Output(string name) => Path.Combine(root, "out", name + ".dll");

    internal void Write(Original original)
    {
        Directory.CreateDirectory(Path.Combine(root, "in"));
        if (original.Library is { } library)
        {
            Directory.CreateDirectory(Path.Combine(root, "library"));
            File.WriteAllBytes(Library(library.Name), library.Image);
        }
        File.WriteAllBytes(Input(original.Name), original.Image);
        if (original.Symbols is not null) File.WriteAllBytes(Path.ChangeExtension(Input(original.Name), ".pdb"), original.Symbols);
    }

    /// <summary>Where the assembly is that the damaged one refers to.</summary>
    internal string Library(string name) => Path.Combine(root, "library", name + ".dll");

    /// <summary>The name of the assembly; null where nothing was woven.</summary>
    internal string? Woven() => Directory.Exists(Path.Combine(root, "out")) ? Path.GetFileNameWithoutExtension(Directory.GetFiles(Path.Combine(root, "in"), "*.dll").Single()) : null;

    internal void Delete()
    {
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
    }
}
