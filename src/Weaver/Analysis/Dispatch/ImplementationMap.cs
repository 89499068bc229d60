using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Dispatch;

/// <summary>Which methods of a class the runtime calls for its interface methods and its virtual methods (ECMA-335 partition II, 12.2), wherever these are declared.</summary>
sealed class ImplementationMap
{
    readonly List<(TypeDefinition Definition, TypeReference Type)> hierarchy = [];
    readonly List<(TypeReference Interface, int Declaring)> interfaces = [];
    readonly TypeDefinition type;

    /// <summary>Whether a base class or an interface is in an assembly that is not to be found.</summary>
    bool isPartial;

    ImplementationMap(TypeDefinition type)
    {
        this.type = type;
        if (Ancestors.IsCircular(type))
        {
            isPartial = true;
            return;
        }
        // The class and its base classes, the most derived first, as types that the class itself would name.
        TypeReference? current = TypeSubstitution.Self(type);
        while (current is not null)
        {
            if (current.TryResolve() is not { } definition)
            {
                isPartial = true;
                break;
            }
            hierarchy.Add((definition, current));
            current = definition.BaseType is { } parent ? TypeSubstitution.Apply(parent, TypeSubstitution.By(current)) : null;
        }
        // The most derived class that declares an interface decides its mapping; virtual methods then override it.
        for (int i = 0; i < hierarchy.Count; i++)
        {
            foreach (var implementation in hierarchy[i].Definition.Interfaces) AddInterface(TypeSubstitution.Apply(implementation.InterfaceType, TypeSubstitution.By(hierarchy[i].Type)), i);
        }
    }

    /// <summary>What a receiver of exactly this class executes for the methods that can have a companion. What is executed in other modules is left out.</summary>
    internal static IEnumerable<Implementation> Of(TypeDefinition type)
    {
        var map = new ImplementationMap(type);
        return map.OfInterfaces().Concat(map.OfClasses()).Where(implementation => implementation.Method.Module == type.Module);
    }

    IEnumerable<Implementation> OfInterfaces() => from entry in interfaces
                                                  let twin = interfaces.FirstOrDefault(other => other != entry && Unification.MayBecomeOne(other.Interface, entry.Interface)).Interface
                                                  from method in entry.Interface.ResolveOnce()!.Methods
                                                  where DispatchedMethods.CanHaveCompanion(method)
                                                  let found = Find(method, entry.Interface, entry.Declaring)
                                                  where found is not null
                                                  select found with { Twin = twin };

    IEnumerable<Implementation> OfClasses()
    {
        for (int i = 0; i < hierarchy.Count; i++)
        {
            foreach (var method in hierarchy[i].Definition.Methods.Where(DispatchedMethods.CanHaveCompanion))
            {
                if (MostDerived(method, i, hierarchy[i].Type, method) is { } found) yield return found;
            }
        }
    }

    void AddInterface(TypeReference candidate, int declaring)
    {
        if (interfaces.Any(entry => TypeIdentity.Exact.Equals(entry.Interface, candidate))) return;
        if (candidate.TryResolve() is not { } definition)
        {
            isPartial = true;
            return;
        }
        interfaces.Add((candidate, declaring));
        foreach (var parent in definition.Interfaces) AddInterface(TypeSubstitution.Apply(parent.InterfaceType, TypeSubstitution.By(candidate)), declaring);
    }

    Implementation? Find(MethodDefinition interfaceMethod, TypeReference interfaceType, int declaring)
    {
        for (int i = declaring; i < hierarchy.Count; i++)
        {
            var owner = hierarchy[i].Type;
            var found = hierarchy[i].Definition.Methods.FirstOrDefault(method => method.Overrides.Any(
                    target => target.TryResolveMethod() == interfaceMethod && TypeIdentity.Exact.Equals(TypeSubstitution.Apply(target.DeclaringType, TypeSubstitution.By(owner)), interfaceType)))
                ?? hierarchy[i].Definition.Methods.FirstOrDefault(method => method is { IsVirtual: true, IsPublic: true } && Signatures.AreSame(method, owner, interfaceMethod, interfaceType));
            if (found is not null) return MostDerived(found, i, interfaceType, interfaceMethod);
        }
        return Default(interfaceMethod, interfaceType);
    }

    /// <summary>The interface's own implementation, unless another interface gives one; the box of a struct, which it would work on, is out of reach.</summary>
    Implementation? Default(MethodDefinition interfaceMethod, TypeReference interfaceType) =>
        interfaceMethod.IsAbstract || type.IsValueType || isPartial
        || interfaces.Any(entry => entry.Interface.ResolveOnce()!.Methods.Any(method => method.Overrides.Any(target => target.TryResolveMethod() == interfaceMethod)))
            ? null
            : new(type, interfaceType, interfaceMethod, interfaceMethod, interfaceType);

    Implementation? MostDerived(MethodDefinition method, int index, TypeReference interfaceType, MethodDefinition interfaceMethod)
    {
        int best = index;
        var result = method;
        for (int i = index - 1; i >= 0 && !result.IsFinal; i--)
        {
            var owner = hierarchy[i].Type;
            var overriding = hierarchy[i].Definition.Methods.FirstOrDefault(candidate => candidate.IsVirtual
                && ((!candidate.IsNewSlot && Signatures.AreSame(candidate, owner, result, hierarchy[best].Type)) || candidate.Overrides.Any(target => target.TryResolveMethod() == result)));
            if (overriding is not null) (result, best) = (overriding, i);
            // A new method of the same name hides the slot from the classes below it.
            else if (hierarchy[i].Definition.Methods.Any(candidate => candidate is { IsVirtual: true, IsNewSlot: true } && Signatures.AreSame(candidate, owner, result, hierarchy[best].Type))) break;
        }
        var implementation = new Implementation(type, interfaceType, interfaceMethod, result, hierarchy[best].Type);
        // An override may return a more derived type: Task<T> in the place of Task, and nothing else that an async method returns.
        return implementation.DiscardsResult || TypeIdentity.Exact.Equals(ReturnType(result, hierarchy[best].Type, interfaceMethod), ReturnType(interfaceMethod, interfaceType, interfaceMethod)) ? implementation : null;
    }

    static TypeReference ReturnType(MethodDefinition method, TypeReference owner, MethodDefinition other) =>
        TypeSubstitution.Apply(method.ReturnType, TypeSubstitution.By(owner, other.GenericParameters.ToList<TypeReference>()));
}

/// <summary>What a receiver of exactly a class executes for a method of an interface or of a base class.</summary>
/// <param name="Class">The class.</param>
/// <param name="Type">The interface, or the class that introduces the virtual method, as the class would name it.</param>
/// <param name="Dispatched">The method that is called.</param>
/// <param name="Method">The method that is executed.</param>
/// <param name="Owner">The class that declares it, as the class would name it.</param>
sealed record Implementation(TypeDefinition Class, TypeReference Type, MethodDefinition Dispatched, MethodDefinition Method, TypeReference Owner)
{
    /// <summary>
    /// Another interface of the class that becomes the same for some type arguments; null where there is none. The loader refuses a class that implements
    /// one of two such interfaces explicitly, as companions are.
    /// </summary>
    internal TypeReference? Twin { get; init; }

    /// <summary>Whether the method has a result, and the one that is called has none: what it gives is discarded.</summary>
    internal bool DiscardsResult => DispatchedMethods.ResultOf(Dispatched.ReturnType) is null && DispatchedMethods.ResultOf(Method.ReturnType) is not null;
}
