using Basic.Reference.Assemblies;
using Mono.Cecil;
using Unboxed.Fuzzing.Generation;
using Unboxed.Fuzzing.Harness;
using Unboxed.Fuzzing.Planting;
using Unboxed.Weaver;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Verification;

namespace Unboxed.Fuzzing.Running;

/// <summary>Assemblies of which the marked ones are woven.</summary>
/// <param name="Images">Their bytes.</param>
/// <param name="Sites">The reports.</param>
/// <param name="Failures">What the verifier has against them.</param>
sealed record WovenImages(Images Images, IReadOnlyList<AwaitSiteRow> Sites, IReadOnlyList<string> Failures);

/// <summary>Weaves and verifies what the compiler has made.</summary>
static class Weaving
{
    /// <param name="images">The unwoven assemblies.</param>
    /// <param name="options">The options of the weaver.</param>
    /// <param name="bug">A bug to plant in the woven code; null for none.</param>
    internal static WovenImages Weave(Images images, WeaverOptions options, PlantedBug? bug)
    {
        var woven = new List<(Part Part, byte[] Image)>();
        var sites = new List<AwaitSiteRow>();
        var failures = new List<string>();
        int planted = 0;
        foreach (var (part, image) in images.All)
        {
            // Against those before it as they are when they are woven.
            using var resolver = new Resolver(new(woven));
            byte[] result = Layouts.IsMarked(part) ? Weave(image) : image;
            woven.Add((part, result));

            byte[] Weave(byte[] image)
            {
                using var module = ModuleDefinition.ReadModule(new MemoryStream(image), new() { AssemblyResolver = resolver });
                sites.AddRange(AssemblyWeaver.Weave(module, options).AwaitSites);
                if (bug is not null) planted += bug.Plant(module);
                var stream = new MemoryStream();
                module.Write(stream);
                stream.Position = 0;
                // As it would be read, not as it is in memory.
                using var written = ModuleDefinition.ReadModule(stream, new() { AssemblyResolver = resolver });
                if (bug is null) failures.AddRange(ModuleVerifier.Verify(written).Select(failure => failure.ToString()));
                return stream.ToArray();
            }
        }
        if (bug is not null && planted == 0) throw new InvalidOperationException($"There is no place for {bug.Name}: the weaver emits something else now.");
        return new(new(woven), sites, failures);
    }

    /// <summary>Resolves against what the compiler was given.</summary>
    sealed class Resolver(Images batch) : IAssemblyResolver
    {
        readonly Dictionary<string, AssemblyDefinition> resolvedOfBatch = [];

        static readonly Dictionary<string, byte[]> images = Net100.ReferenceInfos.All.ToDictionary(info => Path.GetFileNameWithoutExtension(info.FileName)!, info => info.ImageBytes);

        // Reading the framework anew for each assembly would take longer than weaving it.
        static readonly Dictionary<string, AssemblyDefinition> resolved = [];

        public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new());

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
        {
            if (resolved.TryGetValue(name.Name, out var assembly) || resolvedOfBatch.TryGetValue(name.Name, out assembly)) return assembly;
            if (batch.Named(name.Name) is { } image) return resolvedOfBatch[name.Name] = AssemblyDefinition.ReadAssembly(new MemoryStream(image), new() { AssemblyResolver = this });
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
            // What else is resolved serves the next batch too.
            foreach (var assembly in resolvedOfBatch.Values) assembly.Dispose();
        }
    }
}
