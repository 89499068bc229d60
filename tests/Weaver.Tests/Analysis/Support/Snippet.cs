using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.StateMachines;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis.Support;

/// <summary>A piece of C#, compiled in memory and read back with its symbols. One reader for each: Cecil reads on demand and is not made for threads.</summary>
sealed class Snippet
{
    internal const string File = "Snippet.cs";

    const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Runtime.CompilerServices;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    Snippet(ModuleDefinition module) => Module = module;

    internal ModuleDefinition Module { get; }

    internal static Snippet Debug(string source) => Compile(source, OptimizationLevel.Debug);

    internal static Snippet Release(string source) => Compile(source, OptimizationLevel.Release);

    /// <summary>Compiled with runtime-async: without state machines.</summary>
    internal static Snippet RuntimeAsync(string source) => Read(Emit("Snippet", source, OptimizationLevel.Release, null, KeyValuePair.Create("runtime-async", "on")), null);

    /// <summary>Compiles a snippet against another, which is an assembly named Library.</summary>
    internal static Snippet Against(string library, string source)
    {
        var (image, _) = Emit("Library", library, OptimizationLevel.Release, null);
        return Compile(source, OptimizationLevel.Release, image.ToArray());
    }

    internal static Snippet Compile(string source, OptimizationLevel level, byte[]? library = null) => Read(Emit("Snippet", source, level, library), library);

    static Snippet Read((MemoryStream Image, MemoryStream Symbols) compiled, byte[]? library) => new(ModuleDefinition.ReadModule(compiled.Image, new()
    {
        AssemblyResolver = new FrameworkResolver(library),
        ReadSymbols = true,
        SymbolStream = compiled.Symbols,
        SymbolReaderProvider = new PortablePdbReaderProvider(),
    }));

    static (MemoryStream Image, MemoryStream Symbols) Emit(string name, string source, OptimizationLevel level, byte[]? library, params KeyValuePair<string, string>[] features)
    {
        var parse = new CSharpParseOptions(features.Length > 0 ? LanguageVersion.Preview : LanguageVersion.Latest).WithFeatures(features);
        IEnumerable<MetadataReference> more = library is null ? [] : [MetadataReference.CreateFromImage(library)];
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(Usings, parse), CSharpSyntaxTree.ParseText(source, parse, File, System.Text.Encoding.UTF8)],
            [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(ScratchSpaceAttribute).Assembly.Location), .. more],
            new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: level, nullableContextOptions: NullableContextOptions.Disable, allowUnsafe: true));
        return Emit(compilation);
    }

    /// <summary>The module of a compilation against the framework and the support library.</summary>
    internal static ModuleDefinition Read(CSharpCompilation compilation) => Read(Emit(compilation), null).Module;

    static (MemoryStream Image, MemoryStream Symbols) Emit(CSharpCompilation compilation)
    {
        var (image, symbols) = (new MemoryStream(), new MemoryStream());
        var result = compilation.Emit(image, symbols, options: new(debugInformationFormat: DebugInformationFormat.PortablePdb));
        if (!result.Success) Assert.Fail(string.Join('\n', result.Diagnostics));
        (image.Position, symbols.Position) = (0, 0);
        return (image, symbols);
    }

    internal TypeDefinition Type(string name) => Module.GetType(name) ?? throw new ArgumentException($"The snippet has no type {name}.");

    /// <summary>A method by its type and its name; a part of the name is enough for explicit implementations.</summary>
    internal MethodDefinition Method(string type, string name)
    {
        var methods = Type(type).Methods;
        return methods.SingleOrDefault(method => method.Name == name) ?? methods.Single(method => method.Name.EndsWith("." + name, StringComparison.Ordinal));
    }

    /// <summary>The state machine of a method of class C.</summary>
    internal StateMachine Machine(string method = "M", string type = "C") => StateMachineReader.Read(Method(type, method)) ?? throw new ArgumentException($"{method} has no state machine.");

    /// <summary>The state machine of a method of class C, whose body was changed by hand.</summary>
    internal StateMachine ChangedMachine(Action<ILProcessor> change, string method = "M")
    {
        var moveNext = Machine(method).MoveNext;
        change(moveNext.Body.GetILProcessor());
        Bodies.SetOffsets(moveNext.Body);
        return Machine(method);
    }
}
