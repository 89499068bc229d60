using Basic.Reference.Assemblies;
using Mono.Cecil;
using Unboxed.Fuzzing.Harness;
using Unboxed.Fuzzing.Planting;
using Unboxed.Weaver;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Verification;

namespace Unboxed.Fuzzing.Running;

/// <summary>A woven assembly.</summary>
/// <param name="Image">Its bytes.</param>
/// <param name="Sites">The report.</param>
/// <param name="Failures">What the verifier has against it.</param>
sealed record WovenImage(byte[] Image, IReadOnlyList<AwaitSiteRow> Sites, IReadOnlyList<string> Failures);

/// <summary>Weaves and verifies what the compiler has made.</summary>
static class Weaving
{
    /// <param name="image">The unwoven assembly.</param>
    /// <param name="options">The options of the weaver.</param>
    /// <param name="bug">A bug to plant in the woven code; null for none.</param>
    internal static WovenImage Weave(byte[] image, WeaverOptions options, PlantedBug? bug)
    {
        using var resolver = new Resolver();
        using var module = ModuleDefinition.ReadModule(new MemoryStream(image), new() { AssemblyResolver = resolver });
        var sites = AssemblyWeaver.Weave(module, options).AwaitSites;
        if (bug is not null && bug.Plant(module) == 0) throw new InvalidOperationException($"There is no place for {bug.Name}: the weaver emits something else now.");
        var woven = new MemoryStream();
        module.Write(woven);
        woven.Position = 0;
        // As it would be read, not as it is in memory.
        using var written = ModuleDefinition.ReadModule(woven, new() { AssemblyResolver = resolver });
        return new(woven.ToArray(), sites, bug is null ? [.. ModuleVerifier.Verify(written).Select(failure => failure.ToString())] : []);
    }

    /// <summary>Resolves against what the compiler was given.</summary>
    sealed class Resolver : IAssemblyResolver
    {
        static readonly Dictionary<string, byte[]> images = Net100.ReferenceInfos.All.ToDictionary(info => Path.GetFileNameWithoutExtension(info.FileName)!, info => info.ImageBytes);

        // Reading the framework anew for each assembly would take longer than weaving it.
        static readonly Dictionary<string, AssemblyDefinition> resolved = [];

        public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new());

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
        {
            if (resolved.TryGetValue(name.Name, out var assembly)) return assembly;
            return resolved[name.Name] = AssemblyDefinition.ReadAssembly(Open(name), new() { AssemblyResolver = this });
        }

        static Stream Open(AssemblyNameReference name)
        {
            foreach (var known in new[] { typeof(World).Assembly, typeof(ScratchSpaceAttribute).Assembly })
                if (known.GetName().Name == name.Name) return new MemoryStream(File.ReadAllBytes(known.Location));
            return images.TryGetValue(name.Name, out var image) ? new MemoryStream(image) : throw new AssemblyResolutionException(name);
        }

        public void Dispose()
        {
            // What is resolved serves the next assembly too.
        }
    }
}
