using Mono.Cecil;

namespace Unboxed.ForeignLibraries.Coverage;

/// <summary>A method, known by its place in its assembly: one that is read twice is one.</summary>
/// <param name="Assembly">The simple name.</param>
/// <param name="Token">The metadata token.</param>
readonly record struct MethodKey(string Assembly, int Token)
{
    internal static MethodKey Of(MethodDefinition method) => new(method.Module.Assembly.Name.Name, method.MetadataToken.ToInt32());
}
