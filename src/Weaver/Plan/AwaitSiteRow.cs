using Unboxed.Weaver.Analysis.Escapes;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Plan;

/// <summary>One await site as the report shows it, in the user's terms.</summary>
/// <param name="File">The source file as the symbols name it, or null where there are none.</param>
/// <param name="Line">The line of the await, from 1; 0 where there are no symbols.</param>
/// <param name="Caller">The user's method, <c>Ns.Type.Method(params)</c>.</param>
/// <param name="Callee">The awaited method in the same form, or what is awaited where it is not a method's result.</param>
/// <param name="Decision">What happens to the site.</param>
/// <param name="Reason">Why.</param>
/// <param name="Need">The callee's full need; zero where it has none.</param>
public sealed record AwaitSiteRow(string? File, int Line, string Caller, string Callee, Decision Decision, string Reason, Need Need)
{
    /// <summary>The column, from 1; 0 where there are no symbols.</summary>
    public int Column { get; init; }

    /// <summary>The statement with the await.</summary>
    public SourcePlace Place => new(File, Line, Column);

    /// <summary>The kind of reason.</summary>
    public ReasonKind Kind { get; init; }

    /// <summary>The use by which the future escapes; null where it does not.</summary>
    public FutureUse? Use { get; init; }

    /// <summary>Whether the callee is an async method of an assembly that is not woven.</summary>
    public bool IsUnwovenAsync { get; init; }

    /// <summary>The metadata token, in the unwoven assembly, of the MoveNext method with the await. With the offset it identifies a site where there are no symbols.</summary>
    public int Method { get; init; }

    /// <summary>The IL offset in that method, in bytes, at which the await suspends: the call of the builder's AwaitOnCompleted or AwaitUnsafeOnCompleted.</summary>
    public int Offset { get; init; }
}
