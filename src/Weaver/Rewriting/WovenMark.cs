using Mono.Cecil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The attribute that the weaver leaves in an assembly, so that it is not woven twice: scratch calls would be taken for the user's.</summary>
static class WovenMark
{
    /// <summary>The version of the run-time support's interface that this weaver emits code for: <c>Unboxed.CompilerServices.Abi.Version</c>.</summary>
    internal const int Abi = 1;

    const string Attribute = "WovenAttribute";

    /// <summary>The version of the weaver that has woven a module; null where none has.</summary>
    internal static string? WeaverOf(ModuleDefinition module) =>
        module.Assembly.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == "Unboxed.CompilerServices." + Attribute) is { } mark
            ? mark.ConstructorArguments is [_, { Value: string version }] ? version : "?"
            : null;

    internal static void Leave(SupportLibrary library)
    {
        var mark = new CustomAttribute(library.Method(Attribute, ".ctor"));
        mark.ConstructorArguments.Add(new(library.Int32, Abi));
        mark.ConstructorArguments.Add(new(library.Module.TypeSystem.String, typeof(WovenMark).Assembly.GetName().Version.ToString(3)));
        library.Module.Assembly.CustomAttributes.Add(mark);
    }
}
