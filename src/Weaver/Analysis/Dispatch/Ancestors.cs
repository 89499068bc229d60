using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Dispatch;

/// <summary>The base classes and interfaces of types, as far as they are to be found.</summary>
static class Ancestors
{
    /// <summary>
    /// Whether a type derives from itself or extends itself, directly or through others, as no compiler and no runtime takes it: <c>A : B</c> and <c>B : A</c> in two
    /// assemblies, or <c>Gen&lt;T&gt; : Gen&lt;Gen&lt;T&gt;&gt;</c>. Who goes from one to the next would never arrive.
    /// </summary>
    internal static bool IsCircular(TypeDefinition type)
    {
        HashSet<TypeDefinition> open = [], done = [];
        return Closes(type);

        bool Closes(TypeDefinition current)
        {
            if (done.Contains(current)) return false;
            if (!open.Add(current)) return true;
            if (Parents(current).Select(parent => parent.TryResolve()).OfType<TypeDefinition>().Any(Closes)) return true;
            open.Remove(current);
            done.Add(current);
            return false;
        }
    }

    /// <summary>The base classes and interfaces of a module's types, and of theirs, that are not to be found.</summary>
    internal static IReadOnlyList<MissingAncestor> Missing(ModuleDefinition module)
    {
        var found = new Dictionary<TypeReference, List<TypeDefinition>>(TypeIdentity.Exact);
        foreach (var type in module.GetTypes())
        {
            foreach (var missing in MissingOf(type))
            {
                if (!found.TryGetValue(missing, out var derived)) found[missing] = derived = [];
                derived.Add(type);
            }
        }
        return found.Select(entry => new MissingAncestor(entry.Key, entry.Value)).ToList();
    }

    static IEnumerable<TypeReference> MissingOf(TypeDefinition type)
    {
        HashSet<TypeDefinition> seen = [type];
        var open = new Stack<TypeDefinition>(seen);
        while (open.Count > 0)
        {
            foreach (var parent in Parents(open.Pop()))
            {
                if (parent.TryResolve() is not { } definition) yield return parent.GetElementType();
                else if (seen.Add(definition)) open.Push(definition);
            }
        }
    }

    static IEnumerable<TypeReference> Parents(TypeDefinition type)
    {
        var interfaces = type.Interfaces.Select(implementation => implementation.InterfaceType);
        return type.BaseType is null ? interfaces : interfaces.Prepend(type.BaseType);
    }
}

/// <summary>A base class or interface that is not to be found.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Derived">The types of the module that have it.</param>
sealed record MissingAncestor(TypeReference Type, IReadOnlyList<TypeDefinition> Derived);
