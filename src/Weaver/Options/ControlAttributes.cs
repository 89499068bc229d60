using Fody;
using Mono.Cecil;

namespace Unboxed.Weaver.Options;

/// <summary>The attributes by which source code controls the weaver, as a member or an assembly carries them.</summary>
static class ControlAttributes
{
    internal const string ScratchSpace = "Unboxed.ScratchSpaceAttribute";
    internal const string Boxed = "Unboxed.BoxedAttribute";
    internal const string NeverBoxes = "Unboxed.NeverBoxesAttribute";
    internal const string Adapts = "Unboxed.AdaptsAttribute";

    internal static bool Has(this ICustomAttributeProvider provider, string name) => provider.Find(name) is not null;

    internal static CustomAttribute? Find(this ICustomAttributeProvider provider, string name) =>
        provider.HasCustomAttributes ? provider.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == name) : null;

    /// <summary>A type that the attribute gives; null where it does not.</summary>
    internal static TypeReference? TypeOf(this CustomAttribute attribute, string property) =>
        attribute.Properties.Where(named => named.Name == property).Select(named => named.Argument.Value as TypeReference).FirstOrDefault();

    /// <summary>A value that the attribute gives; null where it does not.</summary>
    /// <exception cref="WeavingException">It is no number of the kind that the attribute takes.</exception>
    internal static int? Value(this CustomAttribute attribute, string property)
    {
        foreach (var named in attribute.Properties)
        {
            if (named.Name != property) continue;
            return named.Argument.Value is int value ? value : throw new WeavingException(
                $"{attribute.AttributeType.Module.Name}: [{attribute.AttributeType.Name.Replace("Attribute", "")}] gives {property} a value of the type {named.Argument.Type.FullName}, and not an int. Compile the assembly with the attribute as Unboxed.dll declares it.");
        }
        return null;
    }
}
