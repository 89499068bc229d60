namespace Unboxed.CompilerServices;

/// <summary>Left by the weaver in what it has woven, so that nothing is woven twice.</summary>
/// <param name="abi"><see cref="CompilerServices.Abi.Version"/> as the weaver knew it.</param>
/// <param name="weaver">The weaver's version, <c>major.minor.patch</c>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class WovenAttribute(int abi, string weaver) : Attribute
{
    /// <summary>What the woven code expects of the run-time support.</summary>
    public int Abi { get; } = abi;

    /// <summary>The version of the weaver.</summary>
    public string Weaver { get; } = weaver;
}
