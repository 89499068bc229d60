using System.Xml;
using System.Xml.Linq;
using Fody;

namespace Unboxed.Weaver.Options;

/// <summary>
/// The file FodyWeavers.xml itself. Fody hands a weaver a copy of one element, and says nothing of a second one: which of the two it takes is not for the user to guess.
/// </summary>
static class ConfigurationFile
{
    const string Name = "FodyWeavers.xml", Element = "Unboxed";

    /// <summary>Looks at the files that Fody reads, beside the project and beside the solution.</summary>
    /// <param name="folders">Their folders; null where there is none.</param>
    /// <exception cref="WeavingException">One of them has the element twice.</exception>
    internal static void Check(params string?[] folders)
    {
        foreach (string path in folders.Where(folder => !string.IsNullOrEmpty(folder)).Select(folder => Path.Combine(folder!, Name)).Distinct())
        {
            if (Read(path)?.Elements(Element).Count() > 1) throw new WeavingException($"{path}: there is a second <{Element}> element. Keep one, with all options.");
        }
    }

    /// <summary>The root of a file; null where there is no file, or none that Fody has read either.</summary>
    static XElement? Read(string path)
    {
        try
        {
            return File.Exists(path) ? XDocument.Load(path).Root : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
