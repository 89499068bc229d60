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
    internal ForeignCompanion? Of(MethodDefinition method) => Find(method) is { } found && Fits(found, method) ? found : null;

    /// <summary>Whether a method of another module has a companion that this module's woven code cannot use.</summary>
    internal bool HasOther(MethodDefinition method) => Find(method) is { } found && !Fits(found, method);

    /// <summary>Those of the support library are of the weaver's own version. Written by hand, for several versions of the framework, they need not repeat what a type parameter allows.</summary>
    bool Fits(ForeignCompanion companion, MethodDefinition method) => companion.Method.Module == library || CompanionShape.Fits(companion.Method, method, library!);

    ForeignCompanion? Find(MethodDefinition method) =>
        method.Module == module ? null : Find(library, method) ?? (WovenMark.AbiOf(method.Module) == WovenMark.Abi ? Find(method.Module, method) : null);

    ForeignCompanion? Find(ModuleDefinition? owner, MethodDefinition method)
    {
        if (owner is null || library is null) return null;
        if (!known.TryGetValue(owner, out var companions)) known[owner] = companions = Read(owner);
        return companions.TryGetValue(method.DeclaringType, out var ofType) && ofType.TryGetValue(SignatureText.Of(method), out var found) ? found : null;
    }

    static Dictionary<TypeDefinition, Dictionary<string, ForeignCompanion>> Read(ModuleDefinition owner) =>
        In(owner).GroupBy(companion => companion.Declaring).ToDictionary(group => group.Key, group => group.GroupBy(companion => companion.Signature).ToDictionary(same => same.Key, same => same.First()));

    /// <summary>The companions that a module has.</summary>
    internal static IEnumerable<ForeignCompanion> In(ModuleDefinition owner)
    {
        foreach (var companion in owner.GetTypes().Where(type => type.IsInterface))
        {
            var mark = companion.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == Attribute);
            if (mark?.ConstructorArguments is [{ Value: TypeReference type }, { Value: string signature }, { Value: int slots }, { Value: int words }]
                && type.TryResolve() is { } declaring && companion.Methods is [{ } method]) yield return new(method, declaring, signature, new(slots, words));
        }
    }
}

/// <summary>A companion of another module.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Declaring">The interface or class with the method whose companion it is.</param>
/// <param name="Signature">That method: see <see cref="SignatureText"/>.</param>
/// <param name="Need">What a call may need, as far as the companion's own assembly knows.</param>
sealed record ForeignCompanion(MethodDefinition Method, TypeDefinition Declaring, string Signature, Need Need);
