using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Unboxed.Cli.Tests.Support;

/// <summary>An assembly to weave, compiled as a user's compiler does.</summary>
sealed record Sample
{
    internal const string Name = "Sample";

    /// <summary>An interface, an async implementer that suspends, and an async caller.</summary>
    const string Source = """
        using System.Threading.Tasks;

        public interface ISource { ValueTask<int> NextAsync(int value); }

        public sealed class Doubling : ISource
        {
            public async ValueTask<int> NextAsync(int value)
            {
                await Task.Yield();
                return 2 * value;
            }
        }

        public static class Entry
        {
            public static async Task<int> RunAsync()
            {
                ISource source = new Doubling();
                int sum = 0;
                for (int i = 0; i < 10; i++) sum += await source.NextAsync(i);
                return sum;
            }
        }
        """;

    /// <summary>What <c>Entry.RunAsync</c> returns.</summary>
    internal const int Expected = 90;

    internal string Assembly { get; init; } = Name;
    internal string More { get; init; } = "";
    internal string? Framework { get; init; } = ".NETCoreApp,Version=v10.0";
    internal DebugInformationFormat? Symbols { get; init; } = DebugInformationFormat.PortablePdb;
    internal ImmutableArray<byte> PublicKey { get; init; } = [];
    internal IReadOnlyList<string> References { get; init; } = [];
    internal bool IsLibraryAlone { get; init; }

    /// <summary>Compiles into a folder.</summary>
    /// <returns>The path of the assembly.</returns>
    internal string CompileInto(string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, Assembly + ".dll"), symbols = Path.ChangeExtension(path, ".pdb");
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true);
        if (!PublicKey.IsEmpty) options = options.WithPublicSign(true).WithCryptoPublicKey(PublicKey);
        string attribute = Framework is null ? "" : $"[assembly: System.Runtime.Versioning.TargetFramework(\"{Framework}\")]";
        string[] sources = [More, attribute, .. (IsLibraryAlone ? [] : (string[])[Source])];
        var compilation = CSharpCompilation.Create(
            Assembly, sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, path: Path.Combine(folder, $"Source{i}.cs"), encoding: System.Text.Encoding.UTF8)),
            [.. Net100.References.All, .. References.Select(reference => MetadataReference.CreateFromFile(reference))], options);
        using var image = File.Create(path);
        using var pdb = Symbols == DebugInformationFormat.PortablePdb ? File.Create(symbols) : null;
        var result = compilation.Emit(image, pdb, options: Symbols is { } format ? new EmitOptions(debugInformationFormat: format, pdbFilePath: symbols) : null);
        return result.Success ? path : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }

    /// <summary>The support library that the program carries.</summary>
    internal static string Support => Path.Combine(AppContext.BaseDirectory, "support", "net10.0", "Unboxed.dll");

    /// <summary>Runs <c>Entry.RunAsync</c> of a woven sample, in a context of its own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int Run(string path)
    {
        var context = new Context(Path.GetDirectoryName(path)!);
        var task = (Task<int>)context.LoadFromAssemblyPath(path).GetTypes().SelectMany(type => type.GetMethods()).Single(method => method is { IsStatic: true, IsPublic: true } && method.ReturnType == typeof(Task<int>)).Invoke(null, null)!;
        return task.GetAwaiter().GetResult();
    }

    sealed class Context(string folder) : System.Runtime.Loader.AssemblyLoadContext("woven")
    {
        protected override System.Reflection.Assembly? Load(System.Reflection.AssemblyName assemblyName) =>
            Path.Combine(folder, assemblyName.Name + ".dll") is { } file && File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
