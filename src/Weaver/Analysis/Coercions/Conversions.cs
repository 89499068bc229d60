using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Coercions;

/// <summary>Which classes become which interfaces where a value of one type is used as one of another.</summary>
/// <param name="isAsked">Which interfaces are meant.</param>
sealed class Conversions(Func<TypeDefinition, bool> isAsked)
{
    // Deeper nesting of variant arguments than any compiler emits; inheritance that expands must end somewhere.
    const int DeepestNesting = 24;

    readonly Dictionary<TypeReference, Dictionary<TypeReference, IReadOnlyList<Conversion>>> known = new(TypeIdentity.Exact);
    readonly Dictionary<TypeReference, bool> mentioning = new(TypeIdentity.Exact);
    readonly Dictionary<TypeDefinition, bool> asked = [];

    internal IReadOnlyList<Conversion> Between(TypeReference from, TypeReference to)
    {
        (from, to) = (Bare(from), Bare(to));
        if (ReferenceEquals(from, to) || (!Mentions(to) && !Mentions(from))) return [];
        if (!known.TryGetValue(from, out var targets)) known[from] = targets = new(TypeIdentity.Exact);
        if (!targets.TryGetValue(to, out var found)) targets[to] = found = [.. Find(from, to, 0)];
        return found;
    }

    /// <summary>Those of a value that goes to a place, with those by which it was put aside before.</summary>
    internal IEnumerable<PendingConversion> Of(HeldValue value, TypeReference place, Instruction at) =>
        value.Pending.Concat(value.Types.SelectMany(type => Between(type, place)).Select(conversion => new PendingConversion(at, conversion)));

    /// <summary>Without custom modifiers and pinning.</summary>
    internal static TypeReference Bare(TypeReference type)
    {
        while (type is IModifierType or PinnedType or SentinelType) type = ((TypeSpecification)type).ElementType;
        return type;
    }

    bool IsAsked(TypeReference type)
    {
        if (type is (TypeSpecification and not GenericInstanceType) or GenericParameter || type.TryResolve() is not { IsInterface: true } definition) return false;
        return asked.TryGetValue(definition, out bool answer) ? answer : asked[definition] = isAsked(definition);
    }

    /// <summary>Whether a type is such an interface, or has one among its type arguments or elements, or implements something that has.</summary>
    bool Mentions(TypeReference type)
    {
        if (mentioning.TryGetValue(type, out bool answer)) return answer;
        // What expands without an end is looked at once.
        mentioning[type] = false;
        return mentioning[type] = IsAsked(type) || Parts(type).Any(part => Mentions(Bare(part)));
    }

    static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType instance => instance.GenericArguments,
        TypeSpecification specification => [specification.ElementType],
        GenericParameter => [],
        _ => type.TryResolve()?.Interfaces.Select(implemented => implemented.InterfaceType).OfType<GenericInstanceType>().Where(instance => !instance.ContainsGenericParameter) ?? [],
    };

    IEnumerable<Conversion> Find(TypeReference from, TypeReference to, int nesting)
    {
        (from, to) = (Bare(from), Bare(to));
        if (nesting > DeepestNesting || TypeIdentity.Exact.Equals(from, to)) return [];
        if (IsAsked(to)) return Becomes(from, to.Resolve()) ? [new(from, to, nesting > 0)] : [];
        if (from is ArrayType array && ElementsOf(to) is { } elements) return Find(array.ElementType, elements, nesting + 1);
        return to is GenericInstanceType instance && to.TryResolve() is { } definition && AncestorOf(from, definition) is GenericInstanceType ancestor ? FindInArguments(ancestor, instance, definition, nesting + 1) : [];
    }

    IEnumerable<Conversion> FindInArguments(GenericInstanceType from, GenericInstanceType to, TypeDefinition definition, int nesting)
    {
        for (int i = 0; i < definition.GenericParameters.Count; i++)
        {
            var (mine, theirs) = (from.GenericArguments[i], to.GenericArguments[i]);
            var found = definition.GenericParameters[i] switch
            {
                { IsCovariant: true } => Find(mine, theirs, nesting),
                { IsContravariant: true } => Find(theirs, mine, nesting),
                _ => [],
            };
            foreach (var conversion in found) yield return conversion;
        }
    }

    /// <summary>The type of the elements of what an array can be used as.</summary>
    static TypeReference? ElementsOf(TypeReference type) => type switch
    {
        ArrayType array => array.ElementType,
        GenericInstanceType { GenericArguments: [{ } element] } instance when instance.Resolve() is { IsInterface: true, Namespace: "System.Collections.Generic" } => element,
        _ => null,
    };

    /// <summary>Whether the values are objects of a class that implements the interface: an interface stands for itself, and so does a type parameter of which nothing but interfaces are known.</summary>
    static bool Becomes(TypeReference type, TypeDefinition target) => type switch
    {
        GenericParameter parameter => parameter.Constraints.Any(constraint => Becomes(Bare(constraint.ConstraintType), target)),
        TypeSpecification and not (GenericInstanceType or ArrayType) => false,
        ArrayType => AncestorOf(type, target) is not null,
        _ => type.TryResolve() is { IsInterface: false } && AncestorOf(type, target) is not null,
    };

    /// <summary>The type itself, its base class or its interface that is an instance of a definition.</summary>
    static TypeReference? AncestorOf(TypeReference type, TypeDefinition definition)
    {
        var seen = new HashSet<TypeReference>(TypeIdentity.Exact);
        var open = new Stack<TypeReference>([type]);
        while (open.Count > 0 && seen.Count < 1000)
        {
            var at = Bare(open.Pop());
            if (!seen.Add(at)) continue;
            if (at is GenericParameter parameter)
            {
                foreach (var constraint in parameter.Constraints) open.Push(constraint.ConstraintType);
            }
            else if (at is not (TypeSpecification and not GenericInstanceType) && at.TryResolve() is { } current)
            {
                if (current == definition) return at;
                var arguments = TypeSubstitution.By(at);
                foreach (var implemented in current.Interfaces) open.Push(TypeSubstitution.Apply(implemented.InterfaceType, arguments));
                if (current.BaseType is { } parent) open.Push(TypeSubstitution.Apply(parent, arguments));
            }
        }
        return null;
    }
}

/// <summary>A class that becomes an interface.</summary>
/// <param name="Class">The class.</param>
/// <param name="Interface">The interface.</param>
/// <param name="IsOfElements">Whether neither is the type of the value itself.</param>
readonly record struct Conversion(TypeReference Class, TypeReference Interface, bool IsOfElements);
