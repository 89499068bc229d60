using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Dispatch;

/// <summary>What other assemblies can see of a module.</summary>
static class Visibility
{
    const string Friend = "System.Runtime.CompilerServices.InternalsVisibleToAttribute";

    /// <summary>Whether every assembly sees the type.</summary>
    internal static bool IsPublic(TypeDefinition type) => (type.IsPublic || type.IsNestedPublic) && (type.DeclaringType is null || IsPublic(type.DeclaringType));

    /// <summary>Whether classes of other assemblies can implement or derive from the type.</summary>
    internal static bool IsVisibleOutside(TypeDefinition type)
    {
        bool isVisible = type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly
            || ((type.IsNotPublic || type.IsNestedAssembly) && HasFriends(type.Module));
        return isVisible && (type.DeclaringType is null || IsVisibleOutside(type.DeclaringType));
    }

    /// <summary>Whether other assemblies may use what is internal.</summary>
    internal static bool HasFriends(ModuleDefinition module) => module.Assembly.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == Friend);
}
