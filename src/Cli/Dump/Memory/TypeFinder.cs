using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Memory;

/// <summary>Finds loaded types by their names. Which module has one is not asked: where two have types of one name, frames with variables of these show the first.</summary>
sealed class TypeFinder(ClrRuntime runtime)
{
    readonly ClrModule[] modules = [.. runtime.EnumerateModules()];
    readonly Dictionary<string, ClrType?> found = new(StringComparer.Ordinal);

    /// <param name="name">As the memory has it: <c>System.Nullable&lt;System.Int32&gt;</c>.</param>
    internal ClrType? Find(string name)
    {
        if (!found.TryGetValue(name, out var type)) found[name] = type = modules.Select(module => module.GetTypeByName(name)).FirstOrDefault(candidate => candidate is not null);
        return type;
    }
}
