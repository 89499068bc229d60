using System.Runtime.InteropServices;
using Mono.Cecil;

namespace Unboxed.ForeignLibraries;

/// <summary>Finds what the libraries reference.</summary>
static class Resolver
{
    /// <param name="folders">Searched before the shared frameworks.</param>
    internal static DefaultAssemblyResolver Create(params IEnumerable<string> folders)
    {
        var resolver = new DefaultAssemblyResolver();
        foreach (string folder in resolver.GetSearchDirectories()) resolver.RemoveSearchDirectory(folder);
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string aspNetCore = Path.GetDirectoryName(typeof(Microsoft.AspNetCore.Http.HttpContext).Assembly.Location)!;
        foreach (string folder in folders.Append(runtime).Append(aspNetCore)) resolver.AddSearchDirectory(folder);
        return resolver;
    }
}
