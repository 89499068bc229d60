using System.ComponentModel;

namespace Unboxed.CompilerServices;

/// <summary>On every companion, and on entries for other assemblies, for those that are woven against it. Whose it is, its name says.</summary>
/// <param name="slots">The reference slots that a call may need, as far as the assembly of the companion knows.</param>
/// <param name="words">The 8-byte words that a call may need, as far as the assembly of the companion knows.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method)]
public sealed class CompanionAttribute(int slots, int words) : Attribute
{
    /// <summary>Reference slots.</summary>
    public int Slots { get; } = slots;

    /// <summary>8-byte words.</summary>
    public int Words { get; } = words;
}

/// <summary>On the companions of this library: whose they are.</summary>
/// <param name="type">The interface with the method whose companion it is, without type arguments.</param>
/// <param name="method">The method's signature, with type parameters by their positions, as in <c>System.Threading.Tasks.ValueTask`1&lt;!!0&gt; GetAsync`1(!0,!!0)</c>.</param>
[AttributeUsage(AttributeTargets.Interface)]
sealed class FrameworkCompanionAttribute(Type type, string method) : Attribute
{
    internal Type Type { get; } = type;

    internal string Method { get; } = method;
}
