using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Delegates;

/// <summary>
/// The interfaces of the support library by which a delegate's target is asked whether the delegate's method is one of its own that can be run in scratch space.
/// </summary>
/// <param name="module">The module.</param>
/// <param name="library">The support library; null where it is not to be found.</param>
sealed class DelegateCompanions(ModuleDefinition module, ModuleDefinition? library)
{
    const string Namespace = "Unboxed.CompilerServices", Prefix = "IDelegateCompanion`";

    /// <summary>Whether a method is what a call through a delegate calls.</summary>
    internal static bool IsInvoke(MethodDefinition method) => method is { Name: "Invoke", IsStatic: false } && IsDelegate(method.DeclaringType);

    static bool IsDelegate(TypeDefinition type) => type.BaseType is { Namespace: "System", Name: "MulticastDelegate" };

    /// <summary>The name of the interface for a number of parameters, in the support library.</summary>
    internal static string NameOf(DelegateSignature signature) => $"{Prefix}{signature.Parameters.Count + 1}";

    /// <summary>The method of the interface for a signature; null where there is none.</summary>
    internal MethodDefinition? MethodOf(DelegateSignature signature) => library?.GetType(Namespace, NameOf(signature))?.Methods.Single();

    /// <summary>Whether a method is that of one of the interfaces.</summary>
    internal static bool IsMethodOfCompanion(MethodReference method) =>
        method is { Name: "Invoke" } && method.DeclaringType.GetElementType() is { Namespace: Namespace } type && type.Name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What the woven assemblies to which a module refers, directly or through one another, may ask the targets of delegates for.</summary>
    internal IReadOnlyList<DelegateSignature> AskedElsewhere => askedElsewhere ??= [.. Referenced().SelectMany(referenced => referenced.GetMemberReferences()).OfType<MethodReference>().Select(Read).OfType<DelegateSignature>()];

    IReadOnlyList<DelegateSignature>? askedElsewhere;

    static DelegateSignature? Read(MethodReference method)
    {
        if (!IsMethodOfCompanion(method) || method.DeclaringType is not GenericInstanceType { GenericArguments: var arguments }) return null;
        var result = arguments[arguments.Count - 1];
        return new([.. arguments.Take(arguments.Count - 1)], result is { Namespace: Namespace, Name: "VoidResult" } ? null : result);
    }

    IEnumerable<ModuleDefinition> Referenced()
    {
        var seen = new HashSet<ModuleDefinition> { module };
        var open = new Stack<ModuleDefinition>(seen);
        while (open.Count > 0)
        {
            foreach (var reference in open.Pop().AssemblyReferences.ToList())
            {
                if (Resolve(reference) is not { } referenced || WovenMark.AbiOf(referenced) != WovenMark.Abi || !seen.Add(referenced)) continue;
                open.Push(referenced);
                yield return referenced;
            }
        }
    }

    ModuleDefinition? Resolve(AssemblyNameReference reference)
    {
        try
        {
            return module.AssemblyResolver?.Resolve(reference)?.MainModule;
        }
        // What no code of the module uses need not be there.
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }
}
