using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Which virtual methods a type may override, and with how much access (ECMA-335 II.10.3.3).</summary>
internal static class OverrideAccess
{
    /// <summary>A method that is "strict" is overridden only where it can be called; all others wherever they are inherited.</summary>
    public static bool CanSee(DefinitionContext context, MethodDefinition declaration)
    {
        if (!declaration.IsCheckAccessOnOverride) return true;
        if (declaration.IsPublic || declaration.IsFamily || declaration.IsFamilyOrAssembly) return true;
        if (!Friends.IsFriend(context.Type.Module, declaration.Module)) return false;
        return !declaration.IsPrivate || IsWithin(context.Type, declaration.DeclaringType);
    }

    /// <summary>True if the override can be called by whoever can call what it overrides.</summary>
    public static bool IsKept(DefinitionContext context, MethodDefinition body, MethodDefinition declaration)
    {
        var (derived, parent) = (body.Attributes & MethodAttributes.MemberAccessMask, declaration.Attributes & MethodAttributes.MemberAccessMask);
        // From another assembly a "protected internal" method is a protected one.
        var isFriend = Friends.IsFriend(context.Type.Module, declaration.Module);
        return parent switch
        {
            MethodAttributes.Public => derived == MethodAttributes.Public,
            MethodAttributes.FamORAssem => derived is MethodAttributes.Public or MethodAttributes.FamORAssem
                || (derived == MethodAttributes.Family && context.Type.Module.Assembly != declaration.Module.Assembly),
            MethodAttributes.Family => derived is MethodAttributes.Public or MethodAttributes.FamORAssem or MethodAttributes.Family,
            MethodAttributes.Assembly => derived == MethodAttributes.Public || (isFriend && derived is MethodAttributes.FamORAssem or MethodAttributes.Assembly),
            MethodAttributes.FamANDAssem => derived is MethodAttributes.Public or MethodAttributes.FamORAssem or MethodAttributes.Family
                || (isFriend && derived is MethodAttributes.Assembly or MethodAttributes.FamANDAssem),
            _ => true,
        };
    }

    static bool IsWithin(TypeDefinition type, TypeDefinition outer)
    {
        for (var current = type.DeclaringType; current is not null; current = current.DeclaringType)
            if (current == outer)
                return true;
        return false;
    }
}
