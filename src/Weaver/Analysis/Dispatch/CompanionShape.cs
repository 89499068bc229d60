using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Dispatch;

/// <summary>
/// What the companion of a method has to look like to be implemented and called by the code of other assemblies. It is read from an assembly that others have built, and where
/// one differs, the runtime would load none of the classes that implement it.
/// </summary>
static class CompanionShape
{
    const string Namespace = "Unboxed.CompilerServices.";

    /// <summary>Those of the method of a companion.</summary>
    internal const MethodAttributes Abstract = MethodAttributes.Public | MethodAttributes.Abstract | MethodAttributes.Virtual | MethodAttributes.NewSlot | MethodAttributes.HideBySig;

    /// <summary>Whether a method, the only instance method of its type, is as the companion of another is emitted.</summary>
    /// <param name="companion">The method of the companion.</param>
    /// <param name="method">The method whose companion it is.</param>
    /// <param name="library">The support library.</param>
    internal static bool Fits(MethodDefinition companion, MethodDefinition method, ModuleDefinition library)
    {
        var type = companion.DeclaringType;
        return (type.Attributes & ~TypeAttributes.VisibilityMask) == (TypeAttributes.Interface | TypeAttributes.Abstract) && IsVisible(type, method.DeclaringType)
            && type is { BaseType: null, HasInterfaces: false, HasFields: false }
            && companion is { Attributes: Abstract, ImplAttributes: MethodImplAttributes.IL, RVA: 0, HasThis: true, ExplicitThis: false, CallingConvention: MethodCallingConvention.Default or MethodCallingConvention.Generic }
            && HaveSameParameters(type, method.DeclaringType) && HaveSameParameters(companion, method) && HasSameSignature(companion, method, library);
    }

    static bool IsVisible(TypeDefinition companion, TypeDefinition owner) =>
        companion.DeclaringType == owner.DeclaringType && (companion.Attributes & TypeAttributes.VisibilityMask) == (owner.Attributes & TypeAttributes.VisibilityMask);

    /// <summary>Whether two declarations have the same type parameters, but for their variance.</summary>
    internal static bool HaveSameParameters(IGenericParameterProvider companion, IGenericParameterProvider original) =>
        companion.GenericParameters.Count == original.GenericParameters.Count && companion.GenericParameters.Zip(original.GenericParameters, (mine, theirs) =>
            mine.Attributes == (theirs.Attributes & ~GenericParameterAttributes.VarianceMask)
            && TypeIdentity.InSignatures.AreSame(mine.Constraints.Select(constraint => constraint.ConstraintType), theirs.Constraints.Select(constraint => constraint.ConstraintType))).All(same => same);

    /// <summary>The parameters of the method, and behind them those by which scratch space is handed on: which these are, a companion says that the support library has itself.</summary>
    static bool HasSameSignature(MethodDefinition companion, MethodDefinition method, ModuleDefinition library)
    {
        var pattern = library.GetType(Namespace + "IAsyncDisposableCompanion").Methods.Single();
        var result = DispatchedMethods.ResultOf(method.ReturnType);
        var expected = method.Parameters.Select(parameter => parameter.ParameterType).Concat(pattern.Parameters.Select(parameter => WithResult(parameter.ParameterType)));
        return TypeIdentity.InSignatures.AreSame(companion.Parameters.Select(parameter => parameter.ParameterType), expected)
            && TypeIdentity.InSignatures.Equals(companion.ReturnType, WithResult(pattern.ReturnType));

        TypeReference WithResult(TypeReference type) => result is null ? type : TypeSubstitution.Apply(type, parameter => parameter, named => named.FullName == Namespace + "VoidResult" ? result : named);
    }
}
