using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Modules that may use each other's internals.</summary>
internal static class Friends
{
    public static bool IsFriend(ModuleDefinition user, ModuleDefinition owner)
    {
        if (user == owner || user.Assembly == owner.Assembly || user.Assembly?.Name.Name == owner.Assembly?.Name.Name) return true;
        return Names(owner, "System.Runtime.CompilerServices.InternalsVisibleToAttribute", user)
            // The runtime honours this one on the side of the user.
            || Names(user, "System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute", owner);
    }

    static bool Names(ModuleDefinition declaring, string attribute, ModuleDefinition named) =>
        declaring.Assembly is { HasCustomAttributes: true } assembly && assembly.CustomAttributes.Any(a =>
            a.AttributeType.FullName == attribute
            && a.ConstructorArguments is [{ Value: string name }]
            && string.Equals(name.Split(',')[0].Trim(), named.Assembly?.Name.Name, StringComparison.OrdinalIgnoreCase));
}
