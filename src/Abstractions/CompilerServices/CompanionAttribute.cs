using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>On every companion: whose it is, for the assemblies that are woven against it.</summary>
/// <param name="type">The interface or class with the method whose companion it is, without type arguments.</param>
/// <param name="method">
/// The method's signature, with type parameters by their positions, as in <c>System.Threading.Tasks.ValueTask`1&lt;!!0&gt; GetAsync`1(!0,!!0)</c>. Where the
/// type has another method of this text, types of other assemblies are behind the assembly's name in brackets.
/// </param>
/// <param name="slots">The reference slots that a call may need, as far as the assembly of the companion knows.</param>
/// <param name="words">The 8-byte words that a call may need, as far as the assembly of the companion knows.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Interface)]
public sealed class CompanionAttribute(Type type, string method, int slots, int words) : Attribute
{
    /// <summary>The interface or class.</summary>
    public Type Type { get; } = type;

    /// <summary>The method's signature.</summary>
    public string Method { get; } = method;

    /// <summary>Reference slots.</summary>
    public int Slots { get; } = slots;

    /// <summary>8-byte words.</summary>
    public int Words { get; } = words;
}
