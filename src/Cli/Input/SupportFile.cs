using System.Reflection;
using System.Runtime.Versioning;
using Mono.Cecil;
using Unboxed.Cli.Output;
using Unboxed.Weaver.Analysis;

namespace Unboxed.Cli.Input;

/// <summary>The Unboxed.dll that the program carries for assemblies that have none beside them.</summary>
/// <param name="Path">The file for the input's framework.</param>
/// <param name="Version">Its assembly version.</param>
sealed record SupportFile(string Path, Version Version)
{
    internal const string Name = "Unboxed";

    /// <param name="module">The assembly.</param>
    /// <param name="input">Its file, for messages.</param>
    /// <param name="application">The framework of the application that ships it; null where that is not known.</param>
    internal static SupportFile For(ModuleDefinition module, string input, FrameworkName? application = null) => For(application ?? TargetFramework.Of(module)!, input);

    internal static SupportFile For(FrameworkName framework, string input)
    {
        string folder = framework.Version.Major >= 10 ? "net10.0" : "net8.0";
        string path = System.IO.Path.Combine(AppContext.BaseDirectory, "support", folder, Name + ".dll");
        return File.Exists(path)
            ? new(path, AssemblyName.GetAssemblyName(path).Version!)
            : throw new BadInputException(input, $"this installation lacks {path}", "Install unboxed again");
    }

    /// <summary>Where it is looked for at run time.</summary>
    internal static string Beside(string output) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(output))!, Name + ".dll");

    /// <summary>The copy to write beside an output; null where there is an Unboxed.dll.</summary>
    internal FileContent? CopyFor(string output) => File.Exists(Beside(output)) ? null : new(Beside(output), File.ReadAllBytes(Path));
}
