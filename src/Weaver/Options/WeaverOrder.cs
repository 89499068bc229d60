using System.Xml;
using System.Xml.Linq;

namespace Unboxed.Weaver.Options;

/// <summary>
/// The order in which Fody's add-ins are at work. Fody tells an add-in nothing of it: what it reads is read here once more, and put together as it does. The files beside the solution and
/// beside the project, and the configuration of the build, are one list, in which an add-in has the place where its element is first.
/// </summary>
static class WeaverOrder
{
    const string Own = "Unboxed";

    /// <summary>The add-ins of the build that are at work after ours, with where their elements stand.</summary>
    /// <param name="solutionDirectory">The folder that Fody takes for the solution's; null where there is none.</param>
    /// <param name="projectDirectory">The project's; null where there is none.</param>
    /// <param name="build">What the targets tell: which add-ins the build has, and the configuration that stands in no file.</param>
    internal static IReadOnlyList<LaterWeaver> After(string? solutionDirectory, string? projectDirectory, BuildFacts build)
    {
        var order = new List<LaterWeaver>();
        foreach (string? folder in new[] { solutionDirectory, projectDirectory })
        {
            string path = string.IsNullOrEmpty(folder) ? "" : Path.Combine(folder, ConfigurationFile.Name);
            if (File.Exists(path)) Add(path, File.ReadAllText(path));
        }
        if (build.Configuration.Length > 0) Add(build.ConfigurationSource, build.Configuration);
        int own = order.FindIndex(weaver => IsNamed(weaver, Own));
        // Elements of add-ins that the project does not have stand in files for many projects.
        return own < 0 ? [] : [.. order.Skip(own + 1).Where(weaver => build.Weavers.Count == 0 || build.Weavers.Any(name => IsNamed(weaver, name)))];

        void Add(string source, string xml)
        {
            foreach (var element in Elements(xml))
            {
                var weaver = new LaterWeaver(element.Name.LocalName, source);
                if (!order.Exists(known => IsNamed(known, weaver.Name))) order.Add(weaver);
            }
        }
    }

    static bool IsNamed(LaterWeaver weaver, string name) => string.Equals(weaver.Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The elements; none where there is no XML, of which Fody has told already.</summary>
    static IEnumerable<XElement> Elements(string xml)
    {
        try
        {
            return XDocument.Parse(xml).Root?.Elements() ?? [];
        }
        catch (XmlException)
        {
            return [];
        }
    }
}

/// <summary>An add-in that is at work after ours.</summary>
/// <param name="Name">Its element.</param>
/// <param name="Source">The file in which the element stands, or what else brings it.</param>
sealed record LaterWeaver(string Name, string Source);
