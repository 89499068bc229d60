using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.VisualBasic;
using Mono.Cecil;
using Unboxed.Weaver.Diagnostics.Reports;
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
    bool isComplete = true;

    internal AssemblySet(OptimizationLevel level = OptimizationLevel.Release) => (resolver, this.level) = (new(this), level);

    /// <summary>The await sites of each assembly.</summary>
    internal Dictionary<string, IReadOnlyList<AwaitSiteRow>> Rows { get; } = [];

    /// <summary>What the verifier says of each woven assembly, and does not say of what the compiler has written.</summary>
    internal Dictionary<string, IReadOnlyList<string>> Findings { get; } = [];

    /// <summary>The report of each assembly.</summary>
    internal Dictionary<string, WeavingReport> Reports { get; } = [];

    /// <summary>The strong name key that assemblies may be signed with publicly.</summary>
    internal static ImmutableArray<byte> Key { get; } = NewKey();

    /// <summary>Compiles an assembly against those before it, and weaves it if it is marked. One of a name that is there already takes its place.</summary>
    /// <param name="name">The name.</param>
    /// <param name="source">The source.</param>
    /// <param name="marked">Whether it is woven.</param>
    /// <param name="hasKey">Whether it is signed.</param>
    /// <param name="aliases">The extern aliases by which it knows other assemblies.</param>
    /// <param name="isChecked">Whether the verifier may find nothing; otherwise it is noted in <see cref="Findings"/>.</param>
    /// <param name="usings">Further global usings.</param>
    internal AssemblySet Add(string name, string source, bool marked = true, bool hasKey = false, IReadOnlyDictionary<string, string>? aliases = null, bool isChecked = true, string usings = "") =>
        Add(name, Compile(name, usings + (marked ? "\n[assembly: Unboxed.ScratchSpace]" : ""), source, hasKey, aliases), hasKey, isChecked);

    /// <summary>The same for an assembly in Visual Basic.</summary>
    internal AssemblySet AddVisualBasic(string name, string[] sources, OptimizationLevel level)
    {
        var trees = sources.Prepend("<Assembly: Unboxed.ScratchSpace>").Select(source => VisualBasicSyntaxTree.ParseText(source));
        var options = new VisualBasicCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: level, optionStrict: OptionStrict.On,
            globalImports: GlobalImport.Parse("System", "System.Collections.Generic", "System.Threading.Tasks"));
        return Add(name, Emit(VisualBasicCompilation.Create(name, trees, References(name), options)));
    }

    /// <summary>Weaves an assembly once more, against those that there are now.</summary>
    internal AssemblySet Weave(string name) => Add(name, unwoven[name]);

    /// <summary>Changes what the compiler has written, to what another might have, and weaves it once more.</summary>
    internal AssemblySet ChangeUnwoven(string name, Action<ModuleDefinition> change)
    {
        var image = new MemoryStream();
        using (var module = ModuleDefinition.ReadModule(new MemoryStream(unwoven[name]), new() { AssemblyResolver = resolver }))
        {
            change(module);
            module.Write(image);
        }
        return Add(name, image.ToArray());
    }

    AssemblySet Add(string name, byte[] compiled, bool hasKey = false, bool isChecked = true)
    {
        unwoven[name] = compiled;
        resolver.Forget();
        using var module = ModuleDefinition.ReadModule(new MemoryStream(unwoven[name]), new() { AssemblyResolver = resolver });
        Reports[name] = AssemblyWeaver.Weave(module, new WeaverOptions());
        Rows[name] = Reports[name].AwaitSites;
        if (hasKey) module.Attributes |= Mono.Cecil.ModuleAttributes.StrongNameSigned;
        Write(name, module);
        using var written = ModuleDefinition.ReadModule(new MemoryStream(woven[name]), new() { AssemblyResolver = resolver });
        var failures = ModuleVerifier.Verify(written);
        // The compiler's own helpers are not all verifiable, and what no verifier can vouch for is the user's own.
        Findings[name] = failures.Count == 0 ? [] : [.. failures.Where(failure => !failure.IsUnverifiableByDesign).Select(failure => failure.ToString()).Except(FindingsOfUnwoven(name))];
        if (isChecked) Assert.Empty(Findings[name]);
        return this;
    }

    /// <summary>Adds an assembly without the mark that is compiled already.</summary>
    internal AssemblySet AddImage(string name, byte[] image)
    {
        unwoven[name] = woven[name] = image;
        resolver.Forget();
        return this;
    }

    /// <summary>Takes an assembly away, which is not deployed: types that need it are not looked at.</summary>
    internal AssemblySet Remove(string name)
    {
        unwoven.Remove(name);
        woven.Remove(name);
        isComplete = false;
        resolver.Forget();
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
    internal string RunUnwoven() => Run<string>(unwoven, "Run");

    /// <inheritdoc cref="RunUnwoven"/>
    internal string RunWoven() => Run<string>(woven, "Run");

    /// <summary>Runs another method of <c>Program</c>, unwoven.</summary>
    internal T RunUnwoven<T>(string method) => Run<T>(unwoven, method);

    /// <summary>Runs another method of <c>Program</c>, woven.</summary>
    internal T RunWoven<T>(string method) => Run<T>(woven, method);

    /// <summary>Loads an assembly, with those before it, and looks at it.</summary>
    internal T Unwoven<T>(string name, Func<Assembly, T> look) => UseUnwoven(context => look(context.LoadFromAssemblyName(new(name))));

    /// <inheritdoc cref="Unwoven"/>
    internal T Woven<T>(string name, Func<Assembly, T> look) => UseWoven(context => look(context.LoadFromAssemblyName(new(name))));

    /// <summary>The image of an assembly, woven.</summary>
    internal byte[] Image(string name) => woven[name];

    /// <summary>The image of an assembly, as the compiler has written it.</summary>
    internal byte[] UnwovenImage(string name) => unwoven[name];

    /// <summary>Does something with the unwoven assemblies, loaded together.</summary>
    internal T UseUnwoven<T>(Func<AssemblyLoadContext, T> use) => Use(unwoven, use);

    /// <summary>Does something with the woven assemblies, loaded together.</summary>
    internal T UseWoven<T>(Func<AssemblyLoadContext, T> use) => Use(woven, use);

    /// <summary>Whether the await sites of a method are all scratch calls.</summary>
    internal Decision[] Decisions(string name, string caller) =>
        [.. Rows[name].Where(row => row.Caller.Contains(caller, StringComparison.Ordinal)).Select(row => row.Decision)];

    public void Dispose() => resolver.Dispose();

    string[] FindingsOfUnwoven(string name)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(unwoven[name]), new() { AssemblyResolver = resolver });
        return [.. ModuleVerifier.Verify(module).Select(failure => failure.ToString())];
    }

    void Write(string name, ModuleDefinition module)
    {
        var image = new MemoryStream();
        module.Write(image);
        woven[name] = image.ToArray();
        resolver.Forget();
    }

    byte[] Compile(string name, string preamble, string source, bool hasKey, IReadOnlyDictionary<string, string>? aliases)
    {
        var parse = new CSharpParseOptions(Microsoft.CodeAnalysis.CSharp.LanguageVersion.Latest);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: level, allowUnsafe: true);
        if (hasKey) options = options.WithPublicSign(true).WithCryptoPublicKey(Key);
        return Emit(CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(Usings + '\n' + preamble, parse), CSharpSyntaxTree.ParseText(source, parse, name + ".cs")], References(name, aliases), options));
    }

    IEnumerable<MetadataReference> References(string name, IReadOnlyDictionary<string, string>? aliases = null) =>
    [
        .. Net100.References.All, MetadataReference.CreateFromFile(typeof(ScratchSpaceAttribute).Assembly.Location),
        .. unwoven.Where(entry => entry.Key != name).Select(entry => Reference(entry.Value, aliases?.GetValueOrDefault(entry.Key))),
    ];

    static byte[] Emit(Compilation compilation)
    {
        var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success) Assert.Fail(string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return image.ToArray();
    }

    static MetadataReference Reference(byte[] image, string? alias) =>
        MetadataReference.CreateFromImage(image, new MetadataReferenceProperties(aliases: alias is null ? [] : [alias]));

    T Run<T>(Dictionary<string, byte[]> images, string method) => Use(images, context =>
    {
        // What the loader refuses may be a type that the program does not use.
        foreach (string name in images.Keys.Where(_ => isComplete)) context.LoadFromAssemblyName(new(name)).GetTypes();
        var run = context.LoadFromAssemblyName(new("App")).GetType("Program", throwOnError: true)!.GetMethod(method)!;
        return (T)run.Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!;
    });

    static T Use<T>(Dictionary<string, byte[]> images, Func<AssemblyLoadContext, T> use)
    {
        var context = new Context(images);
        try
        {
            return use(context);
        }
        finally
        {
            if (context.IsCollectible) context.Unload();
        }
    }

    static ImmutableArray<byte> NewKey()
    {
        // ECMA-335 partition II, 6.3: the public key of an assembly, as a blob of the Windows cryptography interface behind a header of 12 bytes.
        using var rsa = new RSACryptoServiceProvider(2048);
        byte[] blob = rsa.ExportCspBlob(includePrivateParameters: false);
        return [.. BitConverter.GetBytes(0x2400), .. BitConverter.GetBytes(0x8004), .. BitConverter.GetBytes(blob.Length), .. blob];
    }

    /// <remarks>
    /// One with static fields of threads is never unloaded. The runtime may not come to an end then (10.0.12): a thread that makes room for them spins, and keeps the
    /// finalizer, which unloads another context, from suspending it.
    /// </remarks>
    sealed class Context(Dictionary<string, byte[]> images) : AssemblyLoadContext("set", isCollectible: !images.Values.Any(HasThreadStatics))
    {
        static bool HasThreadStatics(byte[] image) => image.AsSpan().IndexOf("ThreadStaticAttribute"u8) >= 0;

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
