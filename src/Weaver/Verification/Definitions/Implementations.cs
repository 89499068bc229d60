using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Every abstract method of the interfaces and base types of a class that is not abstract has an implementation (ECMA-335 II.12.2, II.10.1.4).</summary>
internal static class Implementations
{
    public static void Check(DefinitionContext context)
    {
        var type = context.Type;
        if (type.IsInterface || type.IsImport) return;
        // From the class down: the class itself, then its base types, each in the parameters of the class.
        var chain = ChainOf(context.Types, type);
        if (chain is null) return;
        if (!type.IsAbstract) CheckBases(context, chain);
        var known = Inherited(context.Types, chain);
        foreach (var item in context.Types.Interfaces.Of(type).Where(item => !known.Contains(item)))
            if (context.Types.Resolve(item) is { } definition)
                foreach (var method in definition.Methods.Where(method => method.IsVirtual)) CheckMethod(context, chain, method, item);
    }

    static void CheckMethod(DefinitionContext context, List<(TypeDefinition Type, TypeReference Instance)> chain, MethodDefinition method, TypeReference item)
    {
        if (chain.Any(link => Overrides(context.Types, link.Type, link.Instance, method, item))) return;
        if (!method.IsStatic && ByName(context.Types, chain, method, item) is var (found, foundIn))
        {
            if (MethodConstraints.Difference(context.Types, found, foundIn, method, item) is { } difference)
                context.Fail(FailureKind.OverrideConstraints, $"{found} implements {method} of {item}: {difference}");
            return;
        }
        if (method.IsAbstract && !context.Type.IsAbstract && !HasDefault(context, method, item))
            context.Fail(FailureKind.NotImplemented, $"{method} of {item} is not implemented");
    }

    /// <summary>Null where a base type is not to be had, or is its own.</summary>
    static List<(TypeDefinition Type, TypeReference Instance)>? ChainOf(TypeHierarchy types, TypeDefinition type)
    {
        var chain = new List<(TypeDefinition, TypeReference)>();
        for (TypeReference? current = TypeShape.SelfInstance(type); current is not null; current = types.BaseOf(current))
        {
            if (types.Resolve(current) is not { } definition || chain.Any(link => link.Item1 == definition)) return null;
            chain.Add((definition, current));
        }
        return chain;
    }

    /// <summary>The interfaces of a base class that is not abstract: it implements them.</summary>
    static HashSet<TypeReference> Inherited(TypeHierarchy types, List<(TypeDefinition Type, TypeReference Instance)> chain)
    {
        var known = new HashSet<TypeReference>(types.Equality.Signatures);
        if (chain.Skip(1).FirstOrDefault(link => !link.Type.IsAbstract) is { Type: { } parent, Instance: { } instance })
            foreach (var item in types.Interfaces.Of(parent))
                known.Add(TypeShape.Substitute(item, instance));
        return known;
    }

    static void CheckBases(DefinitionContext context, List<(TypeDefinition Type, TypeReference Instance)> chain)
    {
        for (var i = 1; i < chain.Count && chain[i].Type.IsAbstract; i++)
            foreach (var method in chain[i].Type.Methods.Where(method => method is { IsVirtual: true, IsAbstract: true, IsStatic: false }))
                if (!IsOverridden(context.Types, chain, i, method))
                    context.Fail(FailureKind.NotImplemented, $"{method} of {chain[i].Instance} is not implemented");
    }

    static bool IsOverridden(TypeHierarchy types, List<(TypeDefinition Type, TypeReference Instance)> chain, int index, MethodDefinition method)
    {
        for (var i = 0; i < index; i++)
        {
            var (type, instance) = chain[i];
            if (types.Overrides.Of(type).Contains(method)) return true;
            foreach (var candidate in types.Members.MethodsOf(type, method.Name))
                if (candidate is { IsVirtual: true, IsStatic: false, IsNewSlot: false } && MethodSignatures.Same(types, candidate, instance, method, chain[index].Instance))
                    return true;
        }
        return false;
    }

    static (MethodDefinition Method, TypeReference Type)? ByName(TypeHierarchy types, List<(TypeDefinition Type, TypeReference Instance)> chain, MethodDefinition method, TypeReference item)
    {
        foreach (var (type, instance) in chain)
            foreach (var candidate in types.Members.MethodsOf(type, method.Name))
                if (candidate is { IsVirtual: true, IsStatic: false, IsPublic: true } && MethodSignatures.Same(types, candidate, instance, method, item))
                    return (candidate, instance);
        return null;
    }

    // An abstract override in an interface asks for no implementation: it makes every call ambiguous that reaches it.
    static bool HasDefault(DefinitionContext context, MethodDefinition method, TypeReference item) => method.HasOverrides
        || context.Types.Interfaces.Of(context.Type).Any(other => context.Types.Resolve(other) is { } definition && Overrides(context.Types, definition, other, method, item));

    static bool Overrides(TypeHierarchy types, TypeDefinition type, TypeReference instance, MethodDefinition method, TypeReference item) =>
        types.Overrides.Of(type)[method].Any(found => types.Equality.Signatures.Equals(TypeShape.Substitute(found.DeclaredIn, instance), item));
}
