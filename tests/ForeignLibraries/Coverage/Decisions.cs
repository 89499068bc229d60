using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Fody;
using Mono.Cecil;
using Unboxed.Weaver;
using Unboxed.Weaver.Options;

namespace Unboxed.ForeignLibraries.Coverage;

/// <summary>What the weaver decided about an await.</summary>
sealed record Decided(string Decision, string Reason, string Caller);

/// <summary>What the weaver decided about the awaits of an assembly, by the method and the offset in it.</summary>
static class Decisions
{
    /// <summary>As the report says it that a woven assembly carries (docs/report.md): packed, with a number in the place of each string, and of the names of each row.</summary>
    internal static IReadOnlyDictionary<(int Method, int Offset), Decided> Of(string woven)
    {
        using var module = ModuleDefinition.ReadModule(woven);
        var resource = module.Resources.OfType<EmbeddedResource>().Single(candidate => candidate.Name == "Unboxed.report.json");
        using var document = JsonDocument.Parse(new GZipStream(resource.GetResourceStream(), CompressionMode.Decompress));
        List<string> Table(string name) => [.. document.RootElement.GetProperty(name).EnumerateArray().Select(each => each.GetString()!)];
        var (strings, shapes) = (Table("strings"), Table("shapes"));
        JsonElement Member(JsonElement row, string member) => row[Array.IndexOf(shapes[row[row.GetArrayLength() - 1].GetInt32()].Split(','), member)];
        string Text(JsonElement row, string member) => strings[int.Parse(Member(row, member).GetString()!, CultureInfo.InvariantCulture)];
        return document.RootElement.GetProperty("awaitSites").EnumerateArray().ToDictionary(
            row => (Convert.ToInt32(Text(row, "method"), 16), Member(row, "offset").GetInt32()), row => new Decided(Text(row, "decision"), Text(row, "reason"), Text(row, "caller")));
    }

    /// <summary>As the build of the library's author would make them: it is planned, marked, beside what it references as that is published.</summary>
    /// <returns>Null where it is refused, as it must be.</returns>
    internal static IReadOnlyDictionary<(int Method, int Offset), Decided>? Alone(Library library)
    {
        using var resolver = new Resolver(Library.Folder);
        using var module = ModuleDefinition.ReadModule(library.Path, new() { AssemblyResolver = resolver });
        Mark(module);
        try
        {
            var report = AssemblyWeaver.Weave(module, new WeaverOptions { DryRun = true });
            if (library.Refused is not null) throw new InvalidOperationException($"{library.Assembly} is not refused with '{library.Refused}'.");
            return report.AwaitSites.ToDictionary(row => (row.Method, row.Offset), row => new Decided(row.Decision.ToString().ToLowerInvariant(), row.Reason, row.Caller));
        }
        catch (WeavingException refusal) when (library.Refused is { } reason && refusal.Message.Contains(reason, StringComparison.Ordinal))
        {
            return null;
        }
    }

    static void Mark(ModuleDefinition module)
    {
        var support = new AssemblyNameReference("Unboxed", new());
        module.AssemblyReferences.Add(support);
        var attribute = new TypeReference("Unboxed", "ScratchSpaceAttribute", module, support);
        module.Assembly.CustomAttributes.Add(new(new(".ctor", module.TypeSystem.Void, attribute) { HasThis = true }));
    }
}
