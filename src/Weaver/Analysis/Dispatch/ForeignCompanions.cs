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

    /// <summary>The support library; null where it is not to be found.</summary>
    internal ModuleDefinition? Library => library;

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
        return WovenMark.AbiOf(method.Module) == WovenMark.Abi && Named(method) is { } named ? Read(named) : null;
    }

    /// <summary>Those of a type, in the woven module that has it.</summary>
    internal static IEnumerable<TypeDefinition> Of(TypeDefinition type) => type.Methods.Select(Named).OfType<TypeDefinition>().Where(named => Read(named) is not null);

    /// <summary>What has the name of a method's companion, and is where it has to be.</summary>
    static TypeDefinition? Named(MethodDefinition method)
    {
        var (type, name) = (method.DeclaringType, CompanionNames.Of(method, method.Module));
        return type.DeclaringType is { } outer ? outer.NestedTypes.FirstOrDefault(nested => nested.Name == name) : method.Module.GetType(type.Namespace, name);
    }

    /// <summary>Those that the support library has, by what they say themselves: their own names are for people.</summary>
    Dictionary<(TypeDefinition, string), ForeignCompanion> OfFramework()
    {
        if (ofFramework is not null) return ofFramework;
        ofFramework = [];
        foreach (var companion in library!.Types)
        {
            if (Mark(companion, FrameworkAttribute) is [{ Value: TypeReference type }, { Value: string signature }] && type.TryResolve() is { } declaring && Read(companion) is { } read)
                ofFramework[(declaring, signature)] = read;
        }
        return ofFramework;
    }

    static ForeignCompanion? Read(TypeDefinition companion) =>
        companion.IsInterface && NeedOn(companion) is { } need && companion.Methods.Where(method => !method.IsStatic).ToList() is [{ } method] ? new(method, need) : null;

    /// <summary>The need that a companion or an entry carries; null where it carries none.</summary>
    internal static Need? NeedOn(ICustomAttributeProvider companion) => Mark(companion, Attribute) is [{ Value: int slots }, { Value: int words }] ? new(slots, words) : null;

    static Collection<CustomAttributeArgument>? Mark(ICustomAttributeProvider companion, string name) => companion.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == name)?.ConstructorArguments;
}

/// <summary>A companion of another module.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Need">What a call may need, as far as the companion's own assembly knows.</param>
sealed record ForeignCompanion(MethodDefinition Method, Need Need);
