namespace Unboxed.Cli.Input.Soundness;

/// <summary>How many type parameters a signature may name.</summary>
/// <param name="OfType">Those of the type.</param>
/// <param name="OfMethod">Those of the method.</param>
readonly record struct Scope(int OfType, int OfMethod)
{
    /// <summary>Any: where the signature is used says how many there are.</summary>
    internal static readonly Scope Any = new(int.MaxValue, int.MaxValue);

    internal bool Holds(Scope used) => used.OfType <= OfType && used.OfMethod <= OfMethod;

    internal static Scope Larger(Scope left, Scope right) => new(Math.Max(left.OfType, right.OfType), Math.Max(left.OfMethod, right.OfMethod));
}
