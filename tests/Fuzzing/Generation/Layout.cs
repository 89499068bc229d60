namespace Unboxed.Fuzzing.Generation;

/// <summary>How a program is divided among assemblies, and which of them are marked.</summary>
enum Layout
{
    OneAssembly,
    BothMarked,
    OnlyLibraryMarked,
    OnlyProgramMarked,
}

/// <summary>The assemblies in which the parts of programs are compiled together, each after those that it may refer to.</summary>
enum Part
{
    Library,
    UnmarkedLibrary,
    Program,
    UnmarkedProgram,
}

static class Layouts
{
    internal static Layout Any(Random random) => random.Next(20) switch
    {
        < 4 => Layout.BothMarked,
        4 => Layout.OnlyLibraryMarked,
        5 => Layout.OnlyProgramMarked,
        _ => Layout.OneAssembly,
    };

    internal static Shape? ShapeOf(Layout layout) => layout switch
    {
        Layout.BothMarked => Shape.TwoAssemblies,
        Layout.OnlyLibraryMarked => Shape.OnlyLibraryMarked,
        Layout.OnlyProgramMarked => Shape.OnlyProgramMarked,
        _ => null,
    };

    /// <summary>The assembly of the library; the program's where there is no other.</summary>
    internal static Part LibraryOf(Layout layout) => layout switch
    {
        Layout.OneAssembly => Part.Program,
        Layout.OnlyProgramMarked => Part.UnmarkedLibrary,
        _ => Part.Library,
    };

    internal static Part ProgramOf(Layout layout) => layout == Layout.OnlyLibraryMarked ? Part.UnmarkedProgram : Part.Program;

    internal static bool IsMarked(Part part) => part is Part.Library or Part.Program;
}
