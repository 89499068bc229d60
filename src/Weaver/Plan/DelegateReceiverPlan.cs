using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Delegates;

namespace Unboxed.Weaver.Plan;

/// <summary>A class with async methods that are made delegates, and that woven code may call through them: lambdas and local functions of closures, and methods of the user's own.</summary>
/// <param name="Class">The class.</param>
/// <param name="Signature">What the methods take and give, in the type parameters of the class.</param>
/// <param name="Methods">The methods.</param>
sealed record DelegateReceiverPlan(TypeDefinition Class, DelegateSignature Signature, IReadOnlyList<MethodDefinition> Methods)
{
    /// <param name="analysis">The module.</param>
    /// <param name="bodies">What can be run in scratch space.</param>
    /// <param name="asked">What woven code, here and elsewhere, calls through delegates. For all others a second body would be of no use.</param>
    internal static IEnumerable<DelegateReceiverPlan> Of(ModuleAnalysis analysis, ScratchBodies bodies, IReadOnlyCollection<DelegateSignature> asked)
    {
        if (asked.Count == 0) return [];
        return DelegateReader.Read(analysis.Module).Select(made => made.Target).Distinct().Where(method => IsOfObject(method) && bodies.MachineOf(method) is not null && bodies.CanRun(method))
            .Select(method => (Method: method, Signature: DelegateSignature.Of(method)!))
            .Where(made => made.Signature is not null && asked.Any(made.Signature.MayBecomeOne))
            .GroupBy(made => made.Method.DeclaringType).SelectMany(made => OfClass(made.Key, [.. made]));
    }

    /// <summary>A delegate of another method has no object, or not that one, as its target. What a generic method is called with, its address alone would not say.</summary>
    static bool IsOfObject(MethodDefinition method) => method is { IsStatic: false, HasGenericParameters: false, DeclaringType: { IsInterface: false, IsValueType: false } };

    /// <summary>The loader refuses a class that lists two interfaces which become one for some type arguments (ECMA-335 partition II, 9.11): it has neither.</summary>
    static IEnumerable<DelegateReceiverPlan> OfClass(TypeDefinition type, IReadOnlyList<(MethodDefinition Method, DelegateSignature Signature)> made)
    {
        var apart = made.Where(one => made.All(other => one.Signature.IsSameAs(other.Signature) || !one.Signature.MayBecomeOne(other.Signature))).ToList();
        while (apart.Count > 0)
        {
            var signature = apart[0].Signature;
            var same = apart.Where(one => one.Signature.IsSameAs(signature)).ToList();
            yield return new(type, signature, [.. same.Select(one => one.Method)]);
            apart.RemoveAll(same.Contains);
        }
    }
}
