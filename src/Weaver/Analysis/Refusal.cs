using System.Runtime.Versioning;
using Mono.Cecil;

namespace Unboxed.Weaver.Analysis;

/// <summary>Why an assembly cannot be woven, whatever code is in it.</summary>
/// <param name="Problem">What is wrong: a clause.</param>
/// <param name="InBuild">What to do where its project is at hand: a clause.</param>
/// <param name="WithFile">What to do where only the file is.</param>
sealed record Refusal(string Problem, string InBuild, string WithFile)
{
    const string ReferenceAssembly = "System.Runtime.CompilerServices.ReferenceAssemblyAttribute";

    /// <param name="module">The module.</param>
    /// <param name="application">The framework of the application that ships it; null where that is not known.</param>
    /// <returns>Null where it can be woven.</returns>
    internal static Refusal? Of(ModuleDefinition module, FrameworkName? application = null)
    {
        if (TargetFramework.Problem(module, application) is { } problem)
        {
            return new(
                problem, "Put [assembly: ScratchSpace], or the reference to the package Unboxed.Fody, under a condition on the target framework, or take net8.0 or later",
                "Compile it for net8.0 or later; where it is a package, take the build in lib/net8.0 or a later one");
        }
        if (module.Assembly.Name.Name == "Unboxed")
            return new("it is named Unboxed, as the run-time support that woven code calls is", "Give it another AssemblyName", "Weave an assembly of another name");
        if (module.Assembly.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == ReferenceAssembly))
            return new("it is a reference assembly, which has no code", "Build without ProduceOnlyReferenceAssembly", "Weave the assembly that it stands for: in a package, the one in lib instead of ref");
        return null;
    }
}
