using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Dispatch;

/// <summary>Names of companions, by which those are found that another assembly has.</summary>
static class CompanionNames
{
    /// <summary>
    /// A name that depends on the method alone, so that assemblies woven against this one find the companion after it has been built anew: the
    /// first bytes of a digest tell overloads apart, and methods of types that have one name in other assemblies or in other types. The name of the assembly
    /// that has the type is no part of it: where a type moves to another, which the first forwards to, its companions are found there.
    /// </summary>
    /// <param name="method">The method whose companion it is.</param>
    /// <param name="module">The module that has the companion.</param>
    internal static string Of(MethodDefinition method, ModuleDefinition module)
    {
        string digest = MemberNames.Digest($"{SignatureText.OfType(method.DeclaringType, module)} {SignatureText.Of(method)}");
        return MemberNames.Bounded($"<{method.DeclaringType.Name}>{method.Name}_{digest}", MemberNames.NamespaceOf(method.DeclaringType));
    }
}
