using System.Text.Json.Nodes;

namespace Unboxed.Cli.Tests.Support;

/// <summary>Reports written by hand, with something of everything that the schema has.</summary>
static class Samples
{
    internal static string Shop => Path.Combine(AppContext.BaseDirectory, "Samples", "shop.report.json");

    /// <summary>The shop's report, changed.</summary>
    /// <returns>The path of the changed copy.</returns>
    internal static string Changed(Folder folder, Action<JsonNode> change, string name = "changed.json")
    {
        var report = JsonNode.Parse(File.ReadAllBytes(Shop))!;
        change(report);
        return folder.Write(name, System.Text.Encoding.UTF8.GetBytes(report.ToJsonString()));
    }
}
