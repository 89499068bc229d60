using System.ComponentModel;
using System.Diagnostics;

namespace Unboxed.CompilerServices;

/// <summary>What woven code asks before it calls a method of another assembly by its entry.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerNonUserCode]
[StackTraceHidden]
public static class ForeignEntry
{
    /// <summary>Whether the entry is in the assembly that was loaded, which may be another build than the one that the caller was woven against.</summary>
    /// <param name="name">Names the entry, and does nothing else: the JIT does not compile it where there is none.</param>
    public static bool IsThere(Action name)
    {
        try
        {
            name();
            return true;
        }
        // The method, its type or its assembly is another one, or is not there: the ordinary call says what is missing, where it does.
        catch (Exception exception) when (exception is MissingMethodException or TypeLoadException or FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return false;
        }
    }
}
