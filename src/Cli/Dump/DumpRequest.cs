namespace Unboxed.Cli.Dump;

/// <summary>What <c>unboxed dump</c> is asked for.</summary>
/// <param name="Input">A process or a dump.</param>
/// <param name="Dac">The debugging library; null to find it.</param>
/// <param name="Assemblies">A folder with assemblies; null for the places that they were loaded from.</param>
/// <param name="Method">A part of the name of a method that has to be in a stack; null for all.</param>
/// <param name="Limit">How many stacks are printed; null for all.</param>
/// <param name="IsGrouped">Whether stacks that are alike are put together.</param>
/// <param name="IsJson">Whether they are printed as JSON.</param>
sealed record DumpRequest(string Input, string? Dac, string? Assemblies, string? Method, int? Limit, bool IsGrouped, bool IsJson);
