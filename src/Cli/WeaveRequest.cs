using Unboxed.Cli.Input;

namespace Unboxed.Cli;

/// <summary>What the command line asks for.</summary>
/// <param name="Input">The assembly.</param>
/// <param name="Output">Where the woven assembly goes; may be the input.</param>
/// <param name="ReferenceFolders">Folders with referenced assemblies, searched in this order, before all others.</param>
/// <param name="Mark">Whether the assembly is given the attribute that asks for weaving.</param>
/// <param name="Key">An .snk file to sign with.</param>
/// <param name="Report">Where the report goes.</param>
/// <param name="Application">The application that ships the assembly; null where it is woven alone.</param>
sealed record WeaveRequest(string Input, string Output, IReadOnlyList<string> ReferenceFolders, bool Mark = false, string? Key = null, string? Report = null, ApplicationContext? Application = null);
