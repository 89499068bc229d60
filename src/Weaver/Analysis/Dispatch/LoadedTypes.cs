using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Dispatch;

/// <summary>
/// What the runtime loads with a class: its interfaces, and the types of its fields where these are structs. Where such a type is of another assembly, that may be one which is not there, as of an optional
/// dependency: nothing may load the class that would not do so as compiled.
/// </summary>
sealed class LoadedTypes(ModuleDefinition module)
{
    const string CovariantReturn = "System.Runtime.CompilerServices.PreserveBaseOverridesAttribute";

    readonly HashSet<TypeDefinition> seen = [];

    /// <summary>Whether all that is loaded with a class, without its base class, is of this module or of the framework's first assembly.</summary>
    internal bool AreAtHand(TypeDefinition type) =>
        type.Interfaces.All(own => IsAtHand(own.InterfaceType)) && type.Fields.All(field => !IsStruct(field.FieldType) || IsAtHand(field.FieldType))
        // The types that such methods return are compared.
        && !type.Methods.Any(method => method.CustomAttributes.Any(attribute => attribute.AttributeType.IsFrameworkType(CovariantReturn)));

    /// <summary>Whether a field's type is loaded with it. Of those that are not simple, it is taken to be.</summary>
    static bool IsStruct(TypeReference type) => type.IsValueType || type is TypeSpecification and not (ArrayType or GenericInstanceType);

    bool IsAtHand(TypeReference type) => type switch
    {
        GenericParameter => true,
        GenericInstanceType generic => IsAtHand(generic.ElementType) && generic.GenericArguments.All(IsAtHand),
        IModifierType modified => IsAtHand(modified.ModifierType) && IsAtHand(modified.ElementType),
        FunctionPointerType => false,
        TypeSpecification specification => IsAtHand(specification.ElementType),
        TypeDefinition definition when definition.Module == module => !seen.Add(definition) || AreAtHand(definition),
        _ => type.IsOfCoreLibrary(),
    };
}
