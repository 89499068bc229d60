using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Dispatch;

/// <summary>Which method introduced what a virtual method overrides.</summary>
static class VirtualSlots
{
    /// <summary>
    /// The method through which what overrides it has its companion, for a call that names an override of it, as C# does where the method is generic. In the
    /// types of the call, with its type arguments.
    /// </summary>
    /// <returns>Null where the method itself introduces its slot, where what it overrides is not to be found, or returns another type.</returns>
    internal static MethodReference? OverriddenBy(MethodReference method)
    {
        if (method.TryResolveMethod() is not { IsVirtual: true, IsNewSlot: false, IsStatic: false, DeclaringType.IsInterface: false } overriding || !MethodIdentity.NamesOwner(method, overriding)) return null;
        var seen = new HashSet<TypeDefinition>();
        var own = TypeSubstitution.Self(overriding.DeclaringType);
        var type = Parent(overriding.DeclaringType, own);
        while (type?.TryResolve() is { } definition && seen.Add(definition))
        {
            if (definition.Methods.FirstOrDefault(candidate => candidate is { IsVirtual: true, IsNewSlot: true } && Signatures.AreSame(candidate, type, overriding, own)) is { } found)
                return DispatchedMethods.CanHaveCompanion(found) ? found.On(TypeSubstitution.Apply(type, TypeSubstitution.By(method.DeclaringType)), (method as GenericInstanceMethod)?.GenericArguments) : null;
            type = Parent(definition, type);
        }
        return null;
    }

    static TypeReference? Parent(TypeDefinition definition, TypeReference type) =>
        definition.BaseType is { } parent ? TypeSubstitution.Apply(parent, TypeSubstitution.By(type)) : null;
}
