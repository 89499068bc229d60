using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Coercions;

/// <summary>What is known of a value on the stack. Where ways meet it has the types of all of them: a common base would say less.</summary>
/// <param name="Types">The types that a reference or a value may have.</param>
/// <param name="Target">The type of the place that it is the address of.</param>
/// <param name="Function">The method that it is a pointer to.</param>
/// <param name="Token">The type that it names.</param>
sealed record HeldValue(IReadOnlyList<TypeReference> Types, TypeReference? Target = null, MethodReference? Function = null, TypeReference? Token = null)
{
    internal static readonly HeldValue Unknown = new([]);

    /// <summary>What it has become where it was put aside, of which nobody has been told: what it is needed for decides whether somebody is.</summary>
    internal IReadOnlyList<PendingConversion> Pending { get; init; } = [];

    /// <summary>What a place of the type gives.</summary>
    internal static HeldValue Of(TypeReference type) => Conversions.Bare(type) is ByReferenceType reference ? AddressOf(reference.ElementType) : new([Conversions.Bare(type)]);

    internal static HeldValue AddressOf(TypeReference type) => new([], Target: type);

    /// <summary>Both; this one where the other adds nothing.</summary>
    internal HeldValue Meet(HeldValue other)
    {
        if (ReferenceEquals(this, other)) return this;
        var more = other.Types.Where(type => !Types.Contains(type, TypeIdentity.Exact)).ToList();
        var pending = other.Pending.Except(Pending).ToList();
        bool knowsMore = (Target is null && other.Target is not null) || (Function is null && other.Function is not null) || (Token is null && other.Token is not null);
        return more.Count == 0 && pending.Count == 0 && !knowsMore
            ? this
            : new([.. Types, .. more], Target ?? other.Target, Function ?? other.Function, Token ?? other.Token) { Pending = [.. Pending, .. pending] };
    }
}

/// <summary>A conversion by which a value was put aside.</summary>
/// <param name="At">The instruction that put it there.</param>
/// <param name="Conversion">The conversion.</param>
readonly record struct PendingConversion(Instruction At, Conversion Conversion);
