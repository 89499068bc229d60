using System.Reflection;
using System.Runtime.Loader;
using Unboxed.Fuzzing.Generation;

namespace Unboxed.Fuzzing.Running;

/// <summary>The assemblies of a batch of programs, each after those that it refers to.</summary>
sealed record Images(IReadOnlyList<(Part Part, byte[] Image)> All)
{
    internal static string NameOf(Part part) => "Fuzzed." + part;

    /// <summary>The image of an assembly; null for one that is not of the batch.</summary>
    internal byte[]? Named(string? name) => All.FirstOrDefault(entry => NameOf(entry.Part) == name).Image;

    /// <summary>A context in which they are loaded together, and that can be unloaded.</summary>
    internal AssemblyLoadContext NewContext() => new Context(this);

    sealed class Context(Images images) : AssemblyLoadContext("Fuzzed", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) => images.Named(assemblyName.Name) is { } image ? LoadFromStream(new MemoryStream(image)) : null;
    }
}
