namespace Unboxed.Weaver.Rewriting;

/// <summary>The numbers of the support library's own <c>Place</c>, which the weaver is not compiled against, and which says what they mean.</summary>
enum Place
{
    None = -2,
    MayHaveChanged = 1,
}
