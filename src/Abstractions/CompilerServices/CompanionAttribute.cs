using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>On every companion: whose it is, for the assemblies that are woven against it.</summary>
/// <param name="method">
/// The method of an interface or a class whose companion it is, by the full names of its return type, its type and its parameters, as in
/// <c>System.Threading.Tasks.ValueTask System.IAsyncDisposable::DisposeAsync()</c>.
/// </param>
/// <param name="slots">The reference slots that a call may need, as far as the assembly of the companion knows.</param>
/// <param name="words">The 8-byte words that a call may need, as far as the assembly of the companion knows.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Interface)]
public sealed class CompanionAttribute(string method, int slots, int words) : Attribute
{
    /// <summary>The method.</summary>
    public string Method { get; } = method;

    /// <summary>Reference slots.</summary>
    public int Slots { get; } = slots;

    /// <summary>8-byte words.</summary>
    public int Words { get; } = words;
}
