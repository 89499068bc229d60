using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Options;

namespace Unboxed.Weaver.Analysis.Adapters;

/// <summary>A place where a module asks for the adapter of an interface.</summary>
/// <param name="Strategy">The class that is asked: <c>Inlining</c>, <c>Caching</c>, <c>Allocating</c>, <c>Adapting</c>; <c>Adapts</c> for the attribute.</param>
/// <param name="Type">The type whose adapter it is, as the code names it.</param>
/// <param name="Method">The method with the call; null for the attribute.</param>
/// <param name="Call">The instruction that names <c>Of</c>; null for the attribute.</param>
sealed record AdapterRequest(string Strategy, TypeReference Type, MethodDefinition? Method, Instruction? Call)
{
    const string Namespace = "Unboxed", Factory = "Of";

    static readonly HashSet<string> Strategies = ["Inlining", "Caching", "Allocating", "Adapting"];

    /// <summary>Those of a module. Where the interface is a type parameter it is asked for by an attribute somewhere else.</summary>
    internal static IEnumerable<AdapterRequest> In(ModuleDefinition module)
    {
        foreach (var attribute in module.Assembly.CustomAttributes.Where(attribute => attribute.AttributeType.FullName == ControlAttributes.Adapts))
        {
            if (attribute.ConstructorArguments is [{ Value: TypeReference type }]) yield return new("Adapts", type, null, null);
        }
        // Nothing has to be read where the library is not asked.
        if (!module.GetTypeReferences().Any(IsStrategy)) yield break;
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            foreach (var instruction in method.Body.Instructions)
            {
                if (instruction.Operand is GenericInstanceMethod { Name: Factory, GenericArguments: [not GenericParameter and { } type] } called && IsStrategy(called.DeclaringType))
                    yield return new(called.DeclaringType.Name, type, method, instruction);
            }
        }
    }

    static bool IsStrategy(TypeReference type) => type.Namespace == Namespace && Strategies.Contains(type.Name) && type.Scope is AssemblyNameReference { Name: "Unboxed" };
}
