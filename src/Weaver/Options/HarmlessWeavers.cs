namespace Unboxed.Weaver.Options;

/// <summary>
/// The add-ins that may be at work after ours. What a woven call executes is a copy of the async method that ours has made: an add-in behind it edits a body that no longer runs. These
/// edit none that could be one, and add nothing that should have been woven. Each is listed with the reason why.
/// </summary>
static class HarmlessWeavers
{
    internal static readonly IReadOnlyDictionary<string, string> Reasons = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Costura"] = "embeds assemblies as resources, and adds a module initializer that loads them",
        ["ModuleInit"] = "adds a module initializer",
        ["Obsolete"] = "adds arguments to [Obsolete]",
        ["PropertyChanged"] = "edits setters of properties, which are not async",
        ["PropertyChanging"] = "edits setters of properties, which are not async",
        ["Visualize"] = "adds attributes for debuggers",
    };
}
