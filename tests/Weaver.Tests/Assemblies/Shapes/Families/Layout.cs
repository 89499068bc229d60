namespace Unboxed.Weaver.Tests.Assemblies.Shapes.Families;

/// <summary>The source of a shape, by what stands where in other people's programs.</summary>
/// <param name="Contract">The interface or the base class.</param>
/// <param name="Implementation">What implements it, and a class <c>Maker</c> that makes such.</param>
/// <param name="Caller">A class <c>Caller</c> whose method <c>Call</c> awaits the contract's methods.</param>
/// <param name="Calls">How many of the awaits in Caller are scratch calls, where the contract is woven.</param>
sealed record Segments(string Contract, string Implementation, string Caller, int Calls)
{
    /// <summary>How many are where the contract is not woven, and the implementation stands beside the caller.</summary>
    internal int CallsOfUnwoven { get; init; } = Calls;

    /// <summary>The program; it stands in the last assembly.</summary>
    internal string Program { get; init; } = "public static class Program { public static Task Run() => Caller.Call(Maker.Make()); }";

    /// <summary>What each assembly begins with: extern aliases and usings.</summary>
    internal string Head { get; init; } = "";

    /// <summary>Assemblies before those of the layout, with their directives.</summary>
    internal string Before { get; init; } = "";

    /// <summary>The aliases by which these are known.</summary>
    internal string Aliases { get; init; } = "";
}

/// <summary>Which segment is in which assembly, and which assemblies are woven.</summary>
/// <param name="Name">The name.</param>
/// <param name="A">The letters of the segments in the first assembly: Contract, Implementation, calleR. None where there is no such assembly.</param>
/// <param name="B">The same of the second.</param>
/// <param name="App">The same of the last.</param>
/// <param name="Unmarked">The assemblies that are not woven.</param>
sealed record Layout(string Name, string A, string B, string App, string Unmarked = "")
{
    internal static Layout One { get; } = new("one_assembly", "", "", "CIR");

    internal static Layout ContractApart { get; } = new("contract_apart", "C", "", "IR");

    internal static Layout CallerApart { get; } = new("caller_apart", "CI", "", "R");

    internal static Layout ImplementationApart { get; } = new("implementation_apart", "CR", "", "I");

    internal static Layout Three { get; } = new("three_assemblies", "C", "I", "R");

    /// <summary>Those in which each assembly is woven.</summary>
    internal static IReadOnlyList<Layout> Woven { get; } = [One, ContractApart, CallerApart, ImplementationApart, Three];

    /// <summary>Those in which one is not.</summary>
    internal static IReadOnlyList<Layout> PartlyWoven { get; } =
    [
        new("contract_unmarked", "C", "", "IR", "A"),
        new("implementation_unmarked", "CR", "", "I", "App"),
        new("caller_unmarked", "CI", "", "R", "App"),
        new("contract_and_implementation_unmarked", "CI", "", "R", "A"),
        new("implementation_between_unmarked", "C", "I", "R", "B"),
    ];

    /// <summary>Makes a shape.</summary>
    internal Shape Of(string name, Segments segments)
    {
        var parts = new[] { ("A", A), ("B", B), ("App", App) }.Where(part => part.Item2.Length > 0).Select(part =>
            $"//! assembly {part.Item1}{(part.Item1 == Unmarked ? " unmarked" : "")} {segments.Aliases}\n{segments.Head}\n"
            + string.Join('\n', part.Item2.Select(letter => Segment(letter, segments))) + (part.Item1 == "App" ? "\n" + segments.Program : ""));
        return Shape.Read($"{name}.{Name}\n//! scratch {CallsOf(segments)}\n{segments.Before}\n{string.Join('\n', parts)}");
    }

    /// <summary>The caller has to be woven, and the contract, or what implements it in the caller's own assembly.</summary>
    int CallsOf(Segments segments) =>
        IsUnmarked('R') ? 0
        : !IsUnmarked('C') ? segments.Calls
        : AssemblyOf('R') == AssemblyOf('I') ? segments.CallsOfUnwoven : 0;

    bool IsUnmarked(char letter) => AssemblyOf(letter) == Unmarked;

    string AssemblyOf(char letter) => A.Contains(letter, StringComparison.Ordinal) ? "A" : B.Contains(letter, StringComparison.Ordinal) ? "B" : "App";

    static string Segment(char letter, Segments segments) => letter switch
    {
        'C' => segments.Contract,
        'I' => segments.Implementation,
        _ => segments.Caller,
    };
}
