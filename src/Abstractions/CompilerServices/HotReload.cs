using System.Reflection.Metadata;

namespace Unboxed.CompilerServices;

/// <summary>
/// Whether code of this process may be edited while it runs. An edit changes the methods that the compiler has made, and not the scratch bodies that have been woven from them: it would be taken,
/// and change nothing for as long as the process lives.
/// </summary>
static class HotReload
{
    /// <summary>
    /// The runtime takes edits when one of these variables asks for it; <c>dotnet watch</c> and development environments set them. That a debugger is attached is not enough: it would make
    /// all programs that are looked at with one run another way.
    /// </summary>
    internal static bool IsOn =>
        MetadataUpdater.IsSupported && (IsSet("DOTNET_MODIFIABLE_ASSEMBLIES", "debug") || IsSet("DOTNET_ForceENC", "1") || IsSet("COMPlus_ForceENC", "1"));

    static bool IsSet(string variable, string value) => string.Equals(Environment.GetEnvironmentVariable(variable), value, StringComparison.OrdinalIgnoreCase);
}
