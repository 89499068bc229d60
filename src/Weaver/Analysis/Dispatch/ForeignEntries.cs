using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Verification;

namespace Unboxed.Weaver.Analysis.Dispatch;

/// <summary>The entries that other woven assemblies have for what is called without dispatch.</summary>
/// <param name="module">The module that calls them.</param>
/// <param name="companions">The companions of other assemblies, which say what a virtual method needs.</param>
sealed class ForeignEntries(ModuleDefinition module, ForeignCompanions companions)
{
    const string Namespace = "Unboxed.CompilerServices.";

    readonly Dictionary<MethodDefinition, ForeignEntry?> known = [];

    /// <summary>The entry of a method of another module; null where there is none that this module's woven code could use.</summary>
    internal ForeignEntry? Of(MethodDefinition method)
    {
        if (method.Module == module || companions.Library is not { } library) return null;
        if (!known.TryGetValue(method, out var entry)) known[method] = entry = Find(method, library);
        return entry;
    }

    ForeignEntry? Find(MethodDefinition method, ModuleDefinition library)
    {
        if (WovenMark.AbiOf(method.Module) != WovenMark.Abi || !PublicEntries.MayHave(method)) return null;
        string name = PublicEntries.HolderOf(method);
        return method.DeclaringType.NestedTypes.FirstOrDefault(nested => nested.Name == name) is { } holder && IsUsable(holder.Attributes & TypeAttributes.VisibilityMask, method)
            && holder.Methods.FirstOrDefault(candidate => candidate.Name == method.Name && Fits(candidate, method, library)) is { } found
            ? new(found, NeedOf(method, found))
            : null;
    }

    bool IsUsable(TypeAttributes visibility, MethodDefinition method) =>
        visibility == TypeAttributes.NestedPublic || (visibility == TypeAttributes.NestedAssembly && Friends.IsFriend(module, method.Module));

    /// <summary>It is read from an assembly that others have built, and a call of one that differs would have another entry be called, or none.</summary>
    bool Fits(MethodDefinition entry, MethodDefinition method, ModuleDefinition library)
    {
        var scratch = new ByReferenceType(library.GetType(Namespace + "Scratch"));
        var result = new ByReferenceType(DispatchedMethods.ResultOf(method.ReturnType) ?? library.GetType(Namespace + "VoidResult"));
        return entry is { IsStatic: true, HasBody: true } && (entry.IsPublic || (entry.IsAssembly && Friends.IsFriend(module, method.Module)))
            && TypeIdentity.InSignatures.Equals(entry.ReturnType, library.GetType(Namespace + "Answer"))
            && TypeIdentity.InSignatures.AreSame(entry.Parameters.Select(parameter => parameter.ParameterType), PublicEntries.ParametersOf(method).Append(scratch).Append(result))
            && CompanionShape.HaveSameParameters(entry.DeclaringType, method.DeclaringType) && CompanionShape.HaveSameParameters(entry, method);
    }

    /// <summary>What may be overridden says what it needs on its companion.</summary>
    Need NeedOf(MethodDefinition method, MethodDefinition entry)
    {
        if (!PublicEntries.IsOverridable(method)) return ForeignCompanions.NeedOn(entry) ?? default;
        var slot = method.IsNewSlot ? method : VirtualSlots.OverriddenBy(method)?.TryResolveMethod();
        return slot is null ? default : companions.Of(slot)?.Need ?? default;
    }
}

/// <summary>An entry of another module.</summary>
/// <param name="Method">The entry.</param>
/// <param name="Need">What a call may need, as far as its own assembly knows.</param>
sealed record ForeignEntry(MethodDefinition Method, Need Need);
