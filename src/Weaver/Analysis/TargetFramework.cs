using System.Runtime.Versioning;
using Mono.Cecil;

namespace Unboxed.Weaver.Analysis;

/// <summary>The framework that an assembly was compiled for. Woven code needs Unboxed.dll, which is built for net8.0.</summary>
static class TargetFramework
{
    const string Core = ".NETCoreApp", Standard = ".NETStandard";
    static readonly Version Oldest = new(8, 0);

    /// <summary>Why the framework is none for woven code: a clause. Null where it is one.</summary>
    /// <param name="module">The module.</param>
    /// <param name="application">The framework of the application that ships it, where that is known: it loads what is built for .NET Standard or an older .NET as well.</param>
    internal static string? Problem(ModuleDefinition module, FrameworkName? application)
    {
        if (Of(module) is not { } name) return "it names no target framework, and its references do not show one either";
        var runs = application is not null && name.Identifier is (Core or Standard) ? application : name;
        return runs.Identifier == Core && runs.Version >= Oldest ? null : $"it is built for {Short(runs)}, and woven code needs net8.0 or later";
    }

    /// <summary>From the compiler's attribute, or else from the version of the core library that is referenced.</summary>
    internal static FrameworkName? Of(ModuleDefinition module)
    {
        var attribute = module.Assembly.CustomAttributes.FirstOrDefault(candidate => candidate.AttributeType.FullName == typeof(TargetFrameworkAttribute).FullName);
        if (attribute is { ConstructorArguments: [{ Value: string text }] } && TryParse(text) is { } name) return name;
        var references = module.AssemblyReferences.ToLookup(reference => reference.Name, reference => reference.Version);
        if (references["netstandard"].FirstOrDefault() is { } standard) return new(Standard, standard);
        if (references["mscorlib"].FirstOrDefault() is { } framework) return new(".NETFramework", framework);
        // From net5.0 on, System.Runtime has the version of the framework.
        return (references["System.Runtime"].FirstOrDefault() ?? references["System.Private.CoreLib"].FirstOrDefault()) is { Major: >= 5 } version ? new(Core, version) : null;
    }

    static FrameworkName? TryParse(string text)
    {
        try
        {
            return new(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>As project files write it.</summary>
    static string Short(FrameworkName name) => name.Identifier switch
    {
        Core when name.Version.Major >= 5 => $"net{name.Version.ToString(2)}",
        Core => $"netcoreapp{name.Version.ToString(2)}",
        Standard => $"netstandard{name.Version.ToString(2)}",
        ".NETFramework" => $"net{name.Version.ToString().Replace(".", "").TrimEnd('0')}",
        _ => name.FullName,
    };
}
