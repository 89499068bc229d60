using Mono.Cecil;

namespace Unboxed.Weaver.Analysis;

/// <summary>The attribute that the weaver leaves in an assembly, so that it is not woven twice, and that others find its companions.</summary>
static class WovenMark
{
    /// <summary>The version of the run-time support's interface that this weaver emits code for: <c>Unboxed.CompilerServices.Abi.Version</c>.</summary>
    internal const int Abi = 9;

    internal const string Namespace = "Unboxed.CompilerServices", Attribute = "WovenAttribute";

    /// <summary>The version of the weaver that has woven a module; null where none has.</summary>
    internal static string? WeaverOf(ModuleDefinition module) => Of(module)?.Weaver;

    /// <summary>The version of the run-time support's interface that the code of a woven module expects; null where the module is not woven.</summary>
    internal static int? AbiOf(ModuleDefinition module) => Of(module)?.Abi;

    static (int Abi, string Weaver)? Of(ModuleDefinition module) =>
        module.Assembly?.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == Namespace + "." + Attribute) is { } mark
            ? mark.ConstructorArguments is [{ Value: int abi }, { Value: string version }] ? (abi, version) : (-1, "?")
            : null;
}
