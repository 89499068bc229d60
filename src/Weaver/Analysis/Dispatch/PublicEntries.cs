using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Dispatch;

/// <summary>
/// Which methods have an entry: a static method through which code of other assemblies makes a scratch call of one that it calls without dispatch. It has the name of the
/// method, and its parameters behind the object that it is called on, in a type nested in the method's own.
/// </summary>
static class PublicEntries
{
    /// <summary>
    /// The type of the entries of methods that nobody can override. Of another ABI it has another name, so that an assembly which is replaced by a build of another one has no such entries.
    /// </summary>
    static readonly string Direct = $"<>Scratch{WovenMark.Abi}";

    /// <summary>
    /// The type of the entries of methods that may be overridden, for calls past the dispatch. Apart from the others: where a method becomes virtual in a later build, those that were woven against the
    /// one before call it with dispatch, and must not find an entry.
    /// </summary>
    static readonly string Base = $"<>Base{WovenMark.Abi}";

    /// <summary>The name of the type that has the method's entry.</summary>
    internal static string HolderOf(MethodDefinition method) => IsOverridable(method) ? Base : Direct;

    /// <summary>The types of the entries that a type has.</summary>
    internal static IEnumerable<TypeDefinition> HoldersOf(TypeDefinition type) => type.NestedTypes.Where(nested => nested.Name == Direct || nested.Name == Base);

    /// <summary>Whether the method is called without dispatch only as a base class's.</summary>
    internal static bool IsOverridable(MethodDefinition method) => method is { IsVirtual: true, IsFinal: false, DeclaringType.IsSealed: false };

    /// <summary>Whether code of other assemblies can call the method without dispatch, and an entry of it.</summary>
    internal static bool MayHave(MethodDefinition method) =>
        DispatchedMethods.HasScratchShape(method) && method is { IsAbstract: false } && !(method.DeclaringType.IsInterface && method.IsVirtual)
        && IsSeen(method) && IsSeen(method.DeclaringType) && (!IsOverridable(method) || IsDerivedOutside(method.DeclaringType)) && !HasTwin(method);

    /// <summary>The entry's own parameters, without those by which scratch space is handed on.</summary>
    internal static IEnumerable<TypeReference> ParametersOf(MethodDefinition method)
    {
        var parameters = method.Parameters.Select(parameter => parameter.ParameterType);
        if (!method.HasThis) return parameters;
        var self = TypeSubstitution.Self(method.DeclaringType);
        return parameters.Prepend(method.DeclaringType.IsValueType ? new ByReferenceType(self) : self);
    }

    /// <summary>What is internal is called by friends alone. The compiler's own methods are called by the code that they were made of.</summary>
    static bool IsSeen(MethodDefinition method) =>
        method.Name[0] != '<' && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly || ((method.IsAssembly || method.IsFamilyAndAssembly) && Visibility.HasFriends(method.Module)));

    /// <summary>Protected types are not seen by the type from which another assembly calls the entry.</summary>
    static bool IsSeen(TypeDefinition type) =>
        type.Name[0] != '<' && (type.IsPublic || type.IsNestedPublic || ((type.IsNotPublic || type.IsNestedAssembly || type.IsNestedFamilyOrAssembly) && Visibility.HasFriends(type.Module)))
        && (type.DeclaringType is null || IsSeen(type.DeclaringType));

    static bool IsDerivedOutside(TypeDefinition type) => type.Methods.Any(method => method is { Name: ".ctor", IsStatic: false } && IsSeen(method));

    /// <summary>Whether another method would have the same entry: a static one that takes the object first.</summary>
    static bool HasTwin(MethodDefinition method)
    {
        var parameters = ParametersOf(method).ToList();
        return method.DeclaringType.Methods.Any(other => other != method && other.Name == method.Name && other.GenericParameters.Count == method.GenericParameters.Count
            && TypeIdentity.InSignatures.AreSame(ParametersOf(other), parameters));
    }
}
