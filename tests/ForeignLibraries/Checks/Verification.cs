using Mono.Cecil;
using Unboxed.Weaver.Verification;

namespace Unboxed.ForeignLibraries.Checks;

/// <summary>What the weaver's own verifier finds in a woven assembly that it does not find in the same assembly unwoven.</summary>
/// <param name="Methods">The methods with a body that were verified.</param>
/// <param name="Before">The findings in the unwoven assembly.</param>
/// <param name="Copied">The findings in scratch bodies that the state machine they are made from has as well: unsafe code.</param>
/// <param name="New">All others.</param>
sealed record Verification(int Methods, int Before, int Copied, IReadOnlyList<string> New)
{
    internal static Verification Of(Library library, WovenApplication application)
    {
        using Resolver unwoven = new(Library.Folder), woven = new(application.Folder);
        var wovenModule = woven.Module(library.Assembly);
        var before = ModuleVerifier.Verify(unwoven.Module(library.Assembly)).Select(failure => (Place: failure.Member.FullName, What: What(failure))).ToHashSet();
        var after = ModuleVerifier.Verify(wovenModule);
        var moved = before.Where(failure => failure.Place.Contains("::", StringComparison.Ordinal)).Select(failure => (Type(failure.Place), failure.What)).ToHashSet();
        var unknown = after.Where(failure => !before.Contains((failure.Member.FullName, What(failure)))).ToList();
        // A scratch body is a method of its state machine's type, made from MoveNext and named like it.
        var copied = unknown.Where(failure => failure.Method is { Name: "MoveNext", IsStatic: true } && moved.Contains((Type(failure.Member.FullName), What(failure)))).ToHashSet();
        return new(Bodies(wovenModule), before.Count, copied.Count, [.. unknown.Where(failure => !copied.Contains(failure)).Select(failure => failure.ToString())]);
    }

    /// <summary>Weaving puts variables in another order: their instructions have other short forms, and of several unverifiable locals another is the first, which alone is told.</summary>
    static string What(VerificationFailure failure) => failure is { Instruction: null, Kind: FailureKind.UnmanagedPointer }
        ? "an unverifiable local" : $"{failure.Instruction?.OpCode.Name.Split('.')[0]} {failure.Kind}: {failure.Message}";

    static string Type(string method) => method[(method.IndexOf(' ', StringComparison.Ordinal) + 1)..method.IndexOf("::", StringComparison.Ordinal)];

    static int Bodies(ModuleDefinition module) => module.GetTypes().SelectMany(type => type.Methods).Count(method => method.HasBody);
}
