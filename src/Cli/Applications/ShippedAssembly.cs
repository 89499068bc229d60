using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Unboxed.Cli.Input;
using Unboxed.Cli.Input.Soundness;
using Unboxed.Weaver.Analysis;

namespace Unboxed.Cli.Applications;

/// <summary>A file of an application that is looked at to be woven.</summary>
/// <param name="Path">The file.</param>
/// <param name="Target">Where it is written to when it is woven.</param>
/// <param name="Content">What is in it.</param>
/// <param name="Name">Its simple name; that of the file, where it is no assembly.</param>
/// <param name="References">The simple names of the assemblies that it refers to.</param>
/// <param name="Problem">Why it cannot be woven: a clause. Null where its headers do not speak against it.</param>
/// <param name="IsAssembly">Whether it is a .NET assembly with code; satellites and native libraries are none, and nobody expects them to be woven.</param>
sealed record ShippedAssembly(string Path, string Target, byte[] Content, string Name, IReadOnlyList<string> References, string? Problem, bool IsAssembly)
{
    /// <summary>Whether it has been woven already.</summary>
    internal bool IsWoven { get; private init; }

    /// <exception cref="BadInputException">The file cannot be read.</exception>
    internal static ShippedAssembly Read(string path, string target)
    {
        byte[] content = InputFile.Read(path, "Restore the packages, or publish the application, again");
        var other = new ShippedAssembly(path, target, content, System.IO.Path.GetFileNameWithoutExtension(path), [], null, IsAssembly: false);
        try
        {
            using var reader = new PEReader(new MemoryStream(content));
            if (!reader.HasMetadata) return other;
            var metadata = reader.GetMetadataReader();
            if (!metadata.IsAssembly) return other;
            var definition = metadata.GetAssemblyDefinition();
            bool isSatellite = metadata.GetString(definition.Culture).Length > 0;
            return other with
            {
                Name = metadata.GetString(definition.Name),
                References = [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).Distinct(StringComparer.OrdinalIgnoreCase)],
                IsAssembly = !isSatellite,
                IsWoven = definition.GetCustomAttributes().Any(handle => IsWovenMark(metadata, metadata.GetCustomAttribute(handle))),
            };
        }
        catch (Exception exception) when (SoundnessCheck.IsDamage(exception))
        {
            // What the system's loader would say of it is not for a weaver to say.
            return path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && LooksManaged(content)
                ? other with { Problem = $"it is damaged ({SoundnessCheck.Describe(exception)})", IsAssembly = true }
                : other;
        }
    }

    static bool IsWovenMark(MetadataReader metadata, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
        && metadata.GetTypeReference((TypeReferenceHandle)parent) is var type
        && metadata.StringComparer.Equals(type.Name, WovenMark.Attribute) && metadata.StringComparer.Equals(type.Namespace, WovenMark.Namespace);

    /// <summary>A damaged file is told apart from a native one by the header of managed code, where that can still be read.</summary>
    static bool LooksManaged(byte[] content)
    {
        try
        {
            return new PEHeaders(new MemoryStream(content)).CorHeader is not null;
        }
        catch (Exception exception) when (SoundnessCheck.IsDamage(exception))
        {
            return false;
        }
    }
}
