using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Analysis.Dispatch;

/// <summary>The companions that a module finds elsewhere: in the support library, for interfaces of the framework, and in the assembly of a method, where that is woven.</summary>
sealed class ForeignCompanions
{
    const string Attribute = "Unboxed.CompilerServices.CompanionAttribute";

    readonly ModuleDefinition module;
    readonly ModuleDefinition? library;
    readonly Dictionary<ModuleDefinition, Dictionary<TypeDefinition, Dictionary<string, ForeignCompanion>>> known = [];

    internal ForeignCompanions(ModuleDefinition module)
    {
        this.module = module;
        var reference = module.AssemblyReferences.FirstOrDefault(candidate => candidate.Name == "Unboxed");
        library = reference is null ? null : module.AssemblyResolver?.Resolve(reference)?.MainModule;
    }

    /// <summary>The companion of a method of another module; null where there is none that this module's woven code could use.</summary>
    internal ForeignCompanion? Of(MethodDefinition method) =>
        method.Module == module ? null : Find(library, method) ?? (WovenMark.AbiOf(method.Module) == WovenMark.Abi ? Find(method.Module, method) : null);

    ForeignCompanion? Find(ModuleDefinition? owner, MethodDefinition method)
    {
        if (owner is null) return null;
        if (!known.TryGetValue(owner, out var companions)) known[owner] = companions = Read(owner);
        return companions.TryGetValue(method.DeclaringType, out var ofType) && ofType.TryGetValue(SignatureText.Of(method), out var found) ? found : null;
    }

    static Dictionary<TypeDefinition, Dictionary<string, ForeignCompanion>> Read(ModuleDefinition owner)
    {
        var result = new Dictionary<TypeDefinition, Dictionary<string, ForeignCompanion>>();
        foreach (var companion in owner.GetTypes().Where(type => type.IsInterface))
        {
            var mark = companion.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == Attribute);
            if (mark?.ConstructorArguments is not [{ Value: TypeReference type }, { Value: string method }, { Value: int slots }, { Value: int words }] || type.TryResolve() is not { } declaring) continue;
            if (!result.TryGetValue(declaring, out var ofType)) result[declaring] = ofType = new(StringComparer.Ordinal);
            ofType[method] = new(companion.Methods.Single(), new(slots, words));
        }
        return result;
    }
}

/// <summary>A companion of another module.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Need">What a call may need, as far as the companion's own assembly knows.</param>
sealed record ForeignCompanion(MethodDefinition Method, Need Need);
