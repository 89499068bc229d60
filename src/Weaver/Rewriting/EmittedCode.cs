using Mono.Cecil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The attributes by which tools tell what is emitted from what the user has written.</summary>
static class EmittedCode
{
    const string CompilerGenerated = "System.Runtime.CompilerServices.CompilerGeneratedAttribute";

    /// <summary>Marks a member or a type that is in its place already. As compilers do it: what is inside of a generated type has no mark of its own.</summary>
    internal static void MarkAsGenerated<T>(this T member, SupportLibrary library) where T : IMemberDefinition
    {
        for (var outer = member.DeclaringType; outer is not null; outer = outer.DeclaringType)
        {
            if (outer.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == CompilerGenerated)) return;
        }
        member.CustomAttributes.Add(new(library.CompilerGenerated));
    }

    /// <summary>
    /// Marks a method of the weaver's own on the way to the user's code: stack traces do not show it, and debuggers that step into it come out in the user's code.
    /// </summary>
    /// <param name="method">The method, in its type.</param>
    /// <param name="library">The support library.</param>
    /// <param name="catches">
    /// Whether it catches what the user's code throws. Debuggers stop where an exception goes from the user's code to what is not, if that handles it: such
    /// a method is not told to them, because plain C# catches in MoveNext, which is the user's.
    /// </param>
    internal static void MarkAsHelper(this MethodDefinition method, SupportLibrary library, bool catches = false)
    {
        method.MarkAsGenerated(library);
        method.CustomAttributes.Add(new(library.StackTraceHidden));
        if (!catches) method.CustomAttributes.Add(new(library.DebuggerNonUserCode));
    }

    /// <summary>Marks a type that others may see as a part of the module's interface: editors do not propose it.</summary>
    internal static void MarkAsNotForUsers(this TypeDefinition type, SupportLibrary library)
    {
        var attribute = new CustomAttribute(library.EditorBrowsable.Constructor);
        attribute.ConstructorArguments.Add(new(library.EditorBrowsable.Argument.Type, library.EditorBrowsable.Argument.Value));
        type.CustomAttributes.Add(attribute);
    }
}
