using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Unboxed.Cli.Output;
using Unboxed.Weaver;

namespace Unboxed.Cli.Applications;

/// <summary>
/// What has been woven before, beside each target: known by its content, that of everything it refers to in the application, and the weaver. The entry is written last, so that one of a build that was
/// ended in the middle is none.
/// </summary>
static class WeaveCache
{
    static readonly JsonSerializerOptions json = new() { WriteIndented = true };

    /// <summary>The weaver itself: another build of it weaves everything again.</summary>
    static readonly string weaver = $"{typeof(AssemblyWeaver).Module.ModuleVersionId} {typeof(WeaveCache).Module.ModuleVersionId}";

    /// <summary>What decides how an assembly is woven.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="isIncluded">Whether it may be woven.</param>
    /// <param name="framework">The application's framework, and where that was found.</param>
    /// <param name="references">The keys of the assemblies of the application that it refers to, in their order.</param>
    internal static string Key(ShippedAssembly assembly, bool isIncluded, string framework, IEnumerable<string> references)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(assembly.Content));
        string symbols = Path.ChangeExtension(assembly.Path, ".pdb");
        if (File.Exists(symbols)) hash.AppendData(SHA256.HashData(File.ReadAllBytes(symbols)));
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', [weaver, framework, isIncluded.ToString(), .. references])));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <returns>Null where it has to be woven.</returns>
    internal static WeaveOutcome? Find(ShippedAssembly assembly, string key)
    {
        var entry = ReadEntry(assembly.Target);
        return entry?.Key == key && (entry.Outcome.Kind == WeaveOutcomeKind.Woven) == File.Exists(assembly.Target) ? entry.Outcome : null;
    }

    internal static void Keep(ShippedAssembly assembly, string key, WeaveOutcome outcome) =>
        OutputFile.WriteAll([new(EntryOf(assembly.Target), JsonSerializer.SerializeToUtf8Bytes(new Entry(key, outcome), json))]);

    /// <summary>What a woven assembly is known by.</summary>
    internal static string? KeyOf(ShippedAssembly assembly) => ReadEntry(assembly.Target)?.Key;

    /// <summary>What is woven is not woven again.</summary>
    internal static void ForgetEntry(ShippedAssembly assembly)
    {
        if (File.Exists(EntryOf(assembly.Target))) File.Delete(EntryOf(assembly.Target));
    }

    /// <summary>Before an assembly is woven anew: of what was there, nothing counts any more.</summary>
    internal static void Forget(ShippedAssembly assembly)
    {
        string[] files = [EntryOf(assembly.Target), assembly.Target, Path.ChangeExtension(assembly.Target, ".pdb")];
        foreach (string file in files.Where(File.Exists)) File.Delete(file);
    }

    static string EntryOf(string target) => target + ".unboxed.json";

    static Entry? ReadEntry(string target)
    {
        if (!File.Exists(EntryOf(target))) return null;
        try
        {
            return JsonSerializer.Deserialize<Entry>(File.ReadAllBytes(EntryOf(target)), json);
        }
        catch (JsonException)
        {
            // Edited, or of another version: it is woven again.
            return null;
        }
    }

    sealed record Entry(string Key, WeaveOutcome Outcome);
}
