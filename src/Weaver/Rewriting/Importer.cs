using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// References to types of other modules. Uses the assembly references that the module has already, whatever their versions, and where one of
/// them forwards a type, that one: where the type really is may change between build and run.
/// </summary>
sealed class Importer(ModuleDefinition module) : DefaultMetadataImporter(module)
{
    readonly Dictionary<TypeReference, AssemblyNameReference?> forwarders = new(TypeIdentity.Exact);

    /// <summary>The type, as this module refers to it; its type parameters stay as they are.</summary>
    internal TypeReference Import(TypeReference type) => TypeSubstitution.Apply(type, parameter => parameter, Definition);

    /// <summary>The type with each type parameter replaced, as this module refers to it.</summary>
    internal TypeReference Import(TypeReference type, Func<GenericParameter, TypeReference> replace) => TypeSubstitution.Apply(type, replace, Definition);

    public override AssemblyNameReference ImportReference(AssemblyNameReference reference) =>
        module.AssemblyReferences.FirstOrDefault(candidate => candidate.Name == reference.Name) ?? base.ImportReference(reference);

    protected override IMetadataScope ImportScope(TypeReference type) => Forwarder(type) ?? base.ImportScope(type);

    TypeReference Definition(TypeReference type) => type.Module == module ? type : ImportReference(type, null);

    AssemblyNameReference? Forwarder(TypeReference type)
    {
        if (NamedTypes.HomeOf(type) is not { } home || module.AssemblyReferences.Any(candidate => candidate.Name == home)) return null;
        if (!forwarders.TryGetValue(type, out var forwarder))
            forwarders[type] = forwarder = module.AssemblyReferences.ToList().FirstOrDefault(candidate => Forwards(candidate, type.FullName));
        return forwarder;
    }

    bool Forwards(AssemblyNameReference reference, string type)
    {
        try
        {
            return module.AssemblyResolver.Resolve(reference)?.MainModule.ExportedTypes.Any(exported => exported.IsForwarder && exported.FullName == type) == true;
        }
        catch (AssemblyResolutionException)
        {
            // A reference that is missing forwards nothing that could be used.
            return false;
        }
    }
}
