using System.Runtime.CompilerServices;
using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Identity;

/// <summary>Types of the framework that are known by their names, and not those of the same names that a program brings itself.</summary>
static class FrameworkTypes
{
    /// <summary>
    /// The public key tokens of the framework's assemblies (ECMA's standard library, System.*, and what came later), which nobody else can sign with. In which of
    /// these assemblies a type is, and from which it is forwarded, differs from version to version.
    /// </summary>
    static readonly HashSet<string> Tokens = new(StringComparer.OrdinalIgnoreCase) { "b77a5c561934e089", "b03f5f7f11d50a3a", "7cec85d7bea7798e", "cc7b13ffcd2ddd51" };

    /// <summary>The full name of a type, or of what it is an instance of, where that is one of the names given, and the framework's type; null for all other types, and where it is not to be found.</summary>
    internal static string? FrameworkName(this TypeReference type, Func<string, bool> isCandidate)
    {
        var element = type is GenericInstanceType instance ? instance.ElementType : type;
        return element is not TypeSpecification && isCandidate(element.FullName) && IsFramework(element) ? element.FullName : null;
    }

    /// <summary>Whether a type, or what it is an instance of, is the framework's of this name.</summary>
    internal static bool IsFrameworkType(this TypeReference type, string name) => type.FrameworkName(candidate => candidate == name) is not null;

    /// <summary>Whether a type is found by way of the framework's first assembly, which is there wherever anything runs. Others with the framework's keys may come in packages.</summary>
    internal static bool IsOfCoreLibrary(this TypeReference type) => type.Scope is AssemblyNameReference { Name: "System.Runtime" or "netstandard" or "mscorlib" or "System.Private.CoreLib" } && IsFramework(type);

    /// <summary>What the assemblies that have been asked about are.</summary>
    static readonly ConditionalWeakTable<ModuleDefinition, object> Known = new();

    static bool IsFramework(TypeReference type) =>
        type.TryResolve()?.Module is { } module
        && (bool)Known.GetValue(module, asked => asked.Assembly.Name.PublicKeyToken is { Length: > 0 } token && Tokens.Contains(BitConverter.ToString(token).Replace("-", "")));
}
