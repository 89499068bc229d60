using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver;
using Unboxed.Weaver.Options;

namespace Benchmarks.Weaving;

/// <summary>
/// What it takes to weave one assembly once, in a process that does nothing else, beside what it takes to compile it, and to read and write what has been woven with Cecil alone: less is not to be had. Each
/// step is a process of its own, so that each peak is that of the step.
/// </summary>
static class AssemblyRun
{
    internal const string Command = "step";

    /// <summary>The names: assemblies of packages, and generated ones by their number of methods.</summary>
    internal static IReadOnlyList<string> Names { get; } = ["MailKit", "Quartz", "Microsoft.EntityFrameworkCore", "long-2000", "line-5000", "line-20000"];

    internal static void Run(string name)
    {
        string folder = Directory.CreateTempSubdirectory("weaving").FullName;
        try
        {
            string input = Path.Combine(folder, name + ".dll"), output = Path.Combine(folder, "woven.dll");
            string packaged = Path.Combine(AppContext.BaseDirectory, name + ".dll");
            string compiled = File.Exists(packaged) ? "" : Step("compile", name, input);
            if (compiled.Length == 0) input = packaged;
            string woven = Step("weave", input, output), copied = Step("copy", output, Path.Combine(folder, "copied.dll"));
            long before = new FileInfo(input).Length, after = new FileInfo(output).Length;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-32}{compiled,16}{woven,16}{copied,16}{before,12}{after,12}{(double)after / before,7:F2}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs a step in a process, which prints what it took.</summary>
    static string Step(params string[] step)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Command, .. step]) { RedirectStandardOutput = true })!;
        string took = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? took : throw new InvalidOperationException($"{string.Join(" ", step)} has failed");
    }

    /// <summary>Does a step, and prints the processor time in s, with that of the start, and the most memory in MB.</summary>
    internal static void Do(string step, string from, string to)
    {
        switch (step)
        {
            case "compile":
                Compile(from, to);
                break;
            case "weave":
                Write(from, to, module =>
                {
                    if (!AssemblyWeaver.IsMarked(module)) LibraryWeave.Mark(module);
                    AssemblyWeaver.Weave(module, new WeaverOptions());
                });
                break;
            default:
                Write(from, to, ReadBodies);
                break;
        }
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.TotalProcessorTime.TotalSeconds:F2} s {process.PeakWorkingSet64 / 1e6:F0} MB"));
    }

    static void Compile(string name, string output)
    {
        var parts = name.Split('-');
        var text = SourceText.From(GeneratedSource.Of(int.Parse(parts[1], CultureInfo.InvariantCulture), parts[0] == "long"), System.Text.Encoding.UTF8);
        var tree = CSharpSyntaxTree.ParseText(text, path: "generated.cs");
        var compilation = CSharpCompilation.Create(name, [tree], Net100.References.All, new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var assembly = File.Create(output);
        using var symbols = File.Create(Path.ChangeExtension(output, ".pdb"));
        var result = compilation.Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        if (!result.Success) throw new InvalidOperationException(result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToString());
    }

    static void Write(string from, string to, Action<ModuleDefinition> change)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        resolver.AddSearchDirectory(RuntimeEnvironment.GetRuntimeDirectory());
        bool hasSymbols = File.Exists(Path.ChangeExtension(from, ".pdb"));
        var reader = new ReaderParameters { AssemblyResolver = resolver, InMemory = true, ReadSymbols = hasSymbols, SymbolReaderProvider = hasSymbols ? new PortablePdbReaderProvider() : null };
        using var module = ModuleDefinition.ReadModule(from, reader);
        change(module);
        module.Write(to, new() { WriteSymbols = hasSymbols, SymbolWriterProvider = hasSymbols ? new PortablePdbWriterProvider() : null });
    }

    static void ReadBodies(ModuleDefinition module)
    {
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody)) _ = method.Body.Instructions.Count;
    }
}
