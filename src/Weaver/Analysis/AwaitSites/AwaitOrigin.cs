using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>Where the awaited value of an await site comes from.</summary>
/// <param name="Call">The call whose result is awaited at once and used for nothing else; null where it is not that simple.</param>
/// <param name="ContinueOnCapturedContext">Whether the await continues where it captured; false with <c>ConfigureAwait(false)</c>.</param>
/// <param name="Awaited">The method that made the value, where one is known.</param>
/// <param name="AwaitedType">The type of the awaited value.</param>
/// <param name="Detour">What stands between the call and the await, where it is not awaited at once: a clause for the report.</param>
sealed record AwaitOrigin(Instruction? Call, bool ContinueOnCapturedContext, MethodReference? Awaited, TypeReference AwaitedType, string? Detour)
{
    /// <summary>The type of what the call is made on, which may be more derived than the type that declares the method; null where the code does not show it.</summary>
    internal TypeReference? Receiver { get; init; }
}
