using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Verification;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>Assemblies that are compiled and woven one against the other, and then run together, woven and unwoven.</summary>
sealed class AssemblySet : IDisposable
{
    const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Runtime.CompilerServices;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using System.Threading.Tasks.Sources;
        """;

    readonly Dictionary<string, byte[]> unwoven = [];
    readonly Dictionary<string, byte[]> woven = [];
    readonly Resolver resolver;

    readonly OptimizationLevel level;

    internal AssemblySet(OptimizationLevel level = OptimizationLevel.Release) => (this.level, resolver) = (level, new(this));

    /// <summary>The report of each assembly.</summary>
    internal Dictionary<string, IReadOnlyList<AwaitSiteRow>> Rows { get; } = [];

    /// <summary>The strong name key that assemblies may be signed with publicly.</summary>
    internal static ImmutableArray<byte> Key { get; } = NewKey();

    /// <summary>Compiles an assembly against those before it, and weaves it if it is marked. One of a name that is there already takes its place.</summary>
    internal AssemblySet Add(string name, string source, bool marked = true, bool hasKey = false)
    {
        unwoven[name] = Compile(name, marked ? "[assembly: Unboxed.ScratchSpace]\n" + source : source, hasKey);
        resolver.Forget();
        using var module = ModuleDefinition.ReadModule(new MemoryStream(unwoven[name]), new() { AssemblyResolver = resolver });
        Rows[name] = AssemblyWeaver.Weave(module, new WeaverOptions()).AwaitSites;
        if (hasKey) module.Attributes |= Mono.Cecil.ModuleAttributes.StrongNameSigned;
        Write(name, module);
        using var written = ModuleDefinition.ReadModule(new MemoryStream(woven[name]), new() { AssemblyResolver = resolver });
        Assert.Empty(ModuleVerifier.Verify(written));
        return this;
    }

    /// <summary>Changes an assembly after it was woven.</summary>
    internal AssemblySet Change(string name, Action<ModuleDefinition> change)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(woven[name]), new() { AssemblyResolver = resolver });
        change(module);
        Write(name, module);
        return this;
    }

    /// <summary>Runs <c>Program.Run</c> of the assembly App, which gives a text.</summary>
    internal string RunUnwoven() => Run(unwoven);

    /// <inheritdoc cref="RunUnwoven"/>
    internal string RunWoven() => Run(woven);

    /// <summary>Whether the await sites of a method are all scratch calls.</summary>
    internal Decision[] Decisions(string name, string caller) =>
        [.. Rows[name].Where(row => row.Caller.Contains(caller, StringComparison.Ordinal)).Select(row => row.Decision)];

    public void Dispose() => resolver.Dispose();

    void Write(string name, ModuleDefinition module)
    {
        var image = new MemoryStream();
        module.Write(image);
        woven[name] = image.ToArray();
        resolver.Forget();
    }

    byte[] Compile(string name, string source, bool hasKey)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Latest);
        var references = unwoven.Where(entry => entry.Key != name).Select(entry => (MetadataReference)MetadataReference.CreateFromImage(entry.Value));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: level);
        if (hasKey) options = options.WithPublicSign(true).WithCryptoPublicKey(Key);
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(Usings, parse), CSharpSyntaxTree.ParseText(source, parse)],
            [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(ScratchSpaceAttribute).Assembly.Location), .. references], options);
        var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success) Assert.Fail(string.Join('\n', result.Diagnostics));
        return image.ToArray();
    }

    static string Run(Dictionary<string, byte[]> images)
    {
        var context = new Context(images);
        try
        {
            var run = context.LoadFromAssemblyName(new("App")).GetType("Program", throwOnError: true)!.GetMethod("Run")!;
            return (string)run.Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!;
        }
        finally
        {
            context.Unload();
        }
    }

    static ImmutableArray<byte> NewKey()
    {
        // ECMA-335 partition II, 6.3: the public key of an assembly, as a blob of the Windows cryptography interface behind a header of 12 bytes.
        using var rsa = new RSACryptoServiceProvider(2048);
        byte[] blob = rsa.ExportCspBlob(includePrivateParameters: false);
        return [.. BitConverter.GetBytes(0x2400), .. BitConverter.GetBytes(0x8004), .. BitConverter.GetBytes(blob.Length), .. blob];
    }

    sealed class Context(Dictionary<string, byte[]> images) : AssemblyLoadContext("set", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            images.TryGetValue(assemblyName.Name!, out var image) ? LoadFromStream(new MemoryStream(image)) : null;
    }

    /// <summary>What has been woven so far, the reference assemblies of the framework, and the support library.</summary>
    sealed class Resolver(AssemblySet set) : IAssemblyResolver
    {
        readonly Dictionary<string, AssemblyDefinition> resolved = [];

        internal void Forget()
        {
            foreach (string name in set.woven.Keys) resolved.Remove(name);
        }

        public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new());

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
        {
            if (resolved.TryGetValue(name.Name, out var assembly)) return assembly;
            parameters.AssemblyResolver = this;
            return resolved[name.Name] = AssemblyDefinition.ReadAssembly(Open(name), parameters);
        }

        public void Dispose()
        {
            foreach (var assembly in resolved.Values) assembly.Dispose();
        }

        Stream Open(AssemblyNameReference name)
        {
            if (set.woven.TryGetValue(name.Name, out var image)) return new MemoryStream(image);
            if (name.Name == "Unboxed") return File.OpenRead(typeof(ScratchSpaceAttribute).Assembly.Location);
            return Net100.ReferenceInfos.All.FirstOrDefault(info => Path.GetFileNameWithoutExtension(info.FileName) == name.Name) is { ImageBytes: { } bytes }
                ? new MemoryStream(bytes)
                : throw new AssemblyResolutionException(name);
        }
    }
}
