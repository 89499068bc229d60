using Unboxed.Weaver.Analysis.Escapes;

namespace Unboxed.Weaver.Plan;

/// <summary>A call whose callee could be reached by a scratch call, but whose future is not awaited where it is made: an ordinary call.</summary>
/// <param name="File">The source file as the symbols name it, or null where there are none.</param>
/// <param name="Line">The line of the call, from 1; 0 where there are no symbols.</param>
/// <param name="Column">The column of the statement with the call, from 1; 0 where there are no symbols.</param>
/// <param name="Caller">The user's method with the call, <c>Ns.Type.Method(params)</c>, async or not.</param>
/// <param name="Callee">The called method in the same form.</param>
/// <param name="Use">What is done with the future.</param>
public sealed record EscapingCallRow(string? File, int Line, int Column, string Caller, string Callee, FutureUse Use)
{
    /// <summary>The statement with the call.</summary>
    public SourcePlace Place => new(File, Line, Column);

    /// <summary>The metadata token, in the unwoven assembly, of the method with the call.</summary>
    public int Method { get; init; }

    /// <summary>The IL offset of the call in that method, in bytes.</summary>
    public int Offset { get; init; }
}
