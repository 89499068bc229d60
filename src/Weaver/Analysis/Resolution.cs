using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis;

/// <summary>Resolving where a referenced assembly may be missing: one that no code of the module uses is no error.</summary>
static class Resolution
{
    /// <summary>
    /// The definitions in other modules that the references of a module lead to: Cecil looks each up anew, and searches a list of thousands of names where a type is forwarded. Other modules stay as they
    /// are while one is woven; what is not found is looked for again. A module that is read as a reference may be that of several weaves at once.
    /// </summary>
    static readonly ConditionalWeakTable<ModuleDefinition, Known> Modules = new();

    sealed class Known
    {
        internal ConcurrentDictionary<TypeReference, TypeDefinition> Types { get; } = new();
        internal ConcurrentDictionary<MethodReference, MethodDefinition> Methods { get; } = new();
    }

    static Known? KnownOf(MemberReference member, TypeReference type) => type.Scope is AssemblyNameReference && member.Module is { } module ? Modules.GetOrCreateValue(module) : null;

    /// <summary>The definition of a type; null where it is not to be found.</summary>
    /// <exception cref="AssemblyResolutionException">Its assembly is not to be found.</exception>
    internal static TypeDefinition? ResolveOnce(this TypeReference type)
    {
        if (type is TypeDefinition or GenericParameter) return type.Resolve();
        var named = type.GetElementType();
        if (KnownOf(named, named) is not { } known) return type.Resolve();
        if (!known.Types.TryGetValue(named, out var definition) && (definition = type.Resolve()) is not null) known.Types[named] = definition;
        return definition;
    }

    /// <summary>The definition of a type; null where it, or its assembly, is not to be found.</summary>
    internal static TypeDefinition? TryResolve(this TypeReference type) => Try(type, ResolveOnce);

    /// <summary>The definition of a type that is forwarded; null where it, or its assembly, is not to be found.</summary>
    internal static TypeDefinition? TryResolve(this ExportedType type) => Try(type, forwarded => forwarded.Resolve());

    /// <summary>The definition of a method; null where it, or its assembly, is not to be found.</summary>
    internal static MethodDefinition? TryResolveMethod(this MethodReference method) => Try(method, ResolveMethod);

    /// <summary>The definition of a method; null where it is not to be found.</summary>
    /// <exception cref="AssemblyResolutionException">Its assembly, or that of a type in its signature that decides, is not to be found.</exception>
    internal static MethodDefinition? ResolveMethod(this MethodReference method)
    {
        if (method is MethodDefinition own) return own;
        var named = method.GetElementMethod();
        if (named is MethodDefinition || KnownOf(named, named.DeclaringType.GetElementType()) is not { } known) return MethodIdentity.Find(method);
        if (!known.Methods.TryGetValue(named, out var definition) && (definition = MethodIdentity.Find(method)) is not null) known.Methods[named] = definition;
        return definition;
    }

    /// <summary>Whether derived classes may call the method, and others only in its own assembly or not at all.</summary>
    internal static bool IsProtected(this MethodDefinition method) => method.IsFamily || method.IsFamilyAndAssembly || method.IsFamilyOrAssembly;

    static TDefinition? Try<TReference, TDefinition>(TReference reference, Func<TReference, TDefinition?> resolve) where TDefinition : class
    {
        try
        {
            return resolve(reference);
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }
}
