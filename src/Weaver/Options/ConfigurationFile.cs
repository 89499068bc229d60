using System.Xml;
using System.Xml.Linq;
using Fody;

namespace Unboxed.Weaver.Options;

/// <summary>
/// The file FodyWeavers.xml itself. Fody hands a weaver a copy of one element, and says nothing of a second one: which of the two it takes is not for the user to guess.
/// </summary>
static class ConfigurationFile
{
    internal const string Name = "FodyWeavers.xml";

    const string Element = "Unboxed";

    /// <summary>Looks at the files that Fody reads, beside the project and beside the solution, and at the one that the package's targets find in the folders above.</summary>
    /// <param name="project">The project's folder; null where there is none.</param>
    /// <param name="solution">The solution's folder; null where there is none.</param>
    /// <exception cref="WeavingException">One of them has the element twice.</exception>
    internal static void Check(string? project, string? solution)
    {
        string?[] files = [string.IsNullOrEmpty(project) ? null : NearestAbove(project!), string.IsNullOrEmpty(solution) ? null : Path.Combine(solution, Name)];
        foreach (string path in files.OfType<string>().Where(File.Exists).Distinct())
        {
            if (Read(path)?.Elements(Element).Count() > 1) throw new WeavingException($"{path}: there is a second <{Element}> element. Keep one, with all options.");
        }
    }

    static string? NearestAbove(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, Name);
            if (File.Exists(path)) return path;
        }
        return null;
    }

    /// <summary>The root of a file; null where there is no file, or none that Fody has read either.</summary>
    static XElement? Read(string path)
    {
        try
        {
            return XDocument.Load(path).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
