using Mono.Cecil;
using Mono.Collections.Generic;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Analysis.Dispatch;

/// <summary>The companions that a module finds elsewhere: in the support library, for interfaces of the framework, and in the assembly of a method, where that is woven.</summary>
sealed class ForeignCompanions
{
    const string Attribute = "Unboxed.CompilerServices.CompanionAttribute", FrameworkAttribute = "Unboxed.CompilerServices.FrameworkCompanionAttribute";

    readonly ModuleDefinition module;
    readonly ModuleDefinition? library;
    readonly Dictionary<ModuleDefinition, Dictionary<string, ForeignCompanion>> named = [];
    Dictionary<(TypeDefinition, string), ForeignCompanion>? ofFramework;

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

    ForeignCompanion? Find(MethodDefinition method)
    {
        if (method.Module == module || library is null) return null;
        if (OfFramework().TryGetValue((method.DeclaringType, SignatureText.Of(method)), out var found)) return found;
        return WovenMark.AbiOf(method.Module) == WovenMark.Abi ? InOwnModule(method) : null;
    }

    ForeignCompanion? InOwnModule(MethodDefinition method)
    {
        if (!named.TryGetValue(method.Module, out var companions)) named[method.Module] = companions = Named(method.Module);
        return companions.TryGetValue(FullName(method), out var found) ? found : null;
    }

    /// <summary>Those of a type, in the woven module that has it.</summary>
    internal static IEnumerable<TypeDefinition> Of(TypeDefinition type)
    {
        var companions = Named(type.Module);
        return type.Methods.Select(method => companions.TryGetValue(FullName(method), out var found) ? found.Method.DeclaringType : null).OfType<TypeDefinition>();
    }

    static Dictionary<string, ForeignCompanion> Named(ModuleDefinition owner)
    {
        var companions = new Dictionary<string, ForeignCompanion>();
        foreach (var companion in In(owner)) companions[companion.Method.DeclaringType.FullName] = companion;
        return companions;
    }

    /// <summary>As <see cref="MemberReference.FullName"/> has it of the companion.</summary>
    static string FullName(MethodDefinition method)
    {
        var (type, name) = (method.DeclaringType, CompanionNames.Of(method, method.Module));
        return type.DeclaringType is { } outer ? $"{outer.FullName}/{name}" : type.Namespace.Length == 0 ? name : $"{type.Namespace}.{name}";
    }

    /// <summary>Those that the support library has, by what they say themselves: their own names are for people.</summary>
    Dictionary<(TypeDefinition, string), ForeignCompanion> OfFramework()
    {
        if (ofFramework is not null) return ofFramework;
        ofFramework = [];
        foreach (var companion in In(library!))
        {
            if (Mark(companion.Method.DeclaringType, FrameworkAttribute) is [{ Value: TypeReference type }, { Value: string signature }] && type.TryResolve() is { } declaring)
                ofFramework[(declaring, signature)] = companion;
        }
        return ofFramework;
    }

    static IEnumerable<ForeignCompanion> In(ModuleDefinition owner)
    {
        foreach (var companion in owner.GetTypes().Where(type => type.IsInterface))
        {
            if (Mark(companion, Attribute) is [{ Value: int slots }, { Value: int words }] && companion.Methods is [{ } method]) yield return new(method, new(slots, words));
        }
    }

    static Collection<CustomAttributeArgument>? Mark(TypeDefinition companion, string name) => companion.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == name)?.ConstructorArguments;
}

/// <summary>A companion of another module.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Need">What a call may need, as far as the companion's own assembly knows.</param>
sealed record ForeignCompanion(MethodDefinition Method, Need Need);
