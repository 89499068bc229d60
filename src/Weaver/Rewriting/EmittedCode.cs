using Mono.Cecil;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The attributes by which tools tell what is emitted from what the user has written.</summary>
static class EmittedCode
{
    const string CompilerGenerated = "System.Runtime.CompilerServices.CompilerGeneratedAttribute";

    /// <summary>
    /// Marks a type, or a member that is in its type already. As compilers do it: the members of a generated type have no mark of their own. Types always have, because
    /// scans look at each of them alone.
    /// </summary>
    internal static void MarkAsGenerated(this IMemberDefinition member, SupportLibrary library)
    {
        if (member is TypeDefinition || !IsGenerated(member.DeclaringType)) member.CustomAttributes.Add(new(library.CompilerGenerated));
    }

    static bool IsGenerated(TypeDefinition type) => type.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == CompilerGenerated);

    /// <summary>
    /// Marks a method of the weaver's own on the way to the user's code, or a type of such methods: stack traces do not show it, and debuggers that step into it come out in the user's code.
    /// </summary>
    internal static void MarkAsHelper(this IMemberDefinition member, SupportLibrary library)
    {
        member.MarkAsGenerated(library);
        if (member is MethodDefinition && member.DeclaringType.Has(library.StackTraceHidden)) return;
        member.CustomAttributes.Add(new(library.StackTraceHidden));
        member.CustomAttributes.Add(new(library.DebuggerNonUserCode));
    }

    static bool Has(this TypeDefinition type, MethodReference attribute) => type.CustomAttributes.Any(own => own.Constructor == attribute);

    /// <summary>Says what a call needs of a companion, or of an entry for other assemblies.</summary>
    internal static void MarkWithNeed(this IMemberDefinition member, Need need, SupportLibrary library)
    {
        var mark = new CustomAttribute(library.Method("CompanionAttribute", ".ctor"));
        mark.ConstructorArguments.Add(new(library.Int32, need.Slots));
        mark.ConstructorArguments.Add(new(library.Int32, need.Words));
        member.CustomAttributes.Add(mark);
    }

    /// <summary>Marks a type that others may see as a part of the module's interface: editors do not propose it.</summary>
    internal static void MarkAsNotForUsers(this TypeDefinition type, SupportLibrary library)
    {
        var attribute = new CustomAttribute(library.EditorBrowsable.Constructor);
        attribute.ConstructorArguments.Add(new(library.EditorBrowsable.Argument.Type, library.EditorBrowsable.Argument.Value));
        type.CustomAttributes.Add(attribute);
    }
}
