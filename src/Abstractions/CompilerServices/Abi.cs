namespace Unboxed.CompilerServices;

/// <summary>What woven code and the run-time support have to agree on.</summary>
public static class Abi
{
    /// <summary>
    /// Changes when woven code of before can no longer run with this library, or code woven from now on with a library of before.
    /// The weaver refuses a library with another number than its own.
    /// </summary>
    public const int Version = 5;
}
