using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Unboxed.Cli.Input.Soundness;

namespace Unboxed.Cli.Input;

/// <summary>What the headers of an assembly say.</summary>
/// <param name="IsPrecompiled">Whether it holds native code beside its IL (ReadyToRun), which a rewritten assembly cannot keep.</param>
/// <param name="HasEmbeddedSymbols">Whether a portable PDB is embedded.</param>
sealed record InputInspection(bool IsPrecompiled, bool HasEmbeddedSymbols);

/// <summary>Refuses files that are no IL assemblies, or damaged ones: a reader of metadata would fail on them in ways that say nothing.</summary>
static class InputInspector
{
    const int ReadyToRunSignature = 0x00525452; // "RTR"

    /// <param name="file">The file, for messages.</param>
    /// <param name="content">What is in it.</param>
    /// <exception cref="BadInputException">It cannot be woven.</exception>
    internal static InputInspection Inspect(string file, byte[] content)
    {
        try
        {
            using var reader = new PEReader(new MemoryStream(content));
            var inspection = Inspect(file, reader);
            if (SoundnessCheck.FirstDamage(reader, content.Length) is { } damage) throw new BadInputException(file, $"its metadata is damaged ({damage})", "Compile it again, or copy it again from where it came");
            return inspection;
        }
        catch (Exception exception) when (SoundnessCheck.IsDamage(exception))
        {
            throw new BadInputException(file, $"it is not a .NET assembly ({SoundnessCheck.Describe(exception)})", "Give the .dll that the compiler has written");
        }
    }

    /// <summary>What speaks against reading a referenced assembly; null where nothing does.</summary>
    internal static string? ProblemOfReference(byte[] content)
    {
        const string noAssembly = "is not a .NET assembly";
        try
        {
            using var reader = new PEReader(new MemoryStream(content));
            if (!reader.HasMetadata || !reader.GetMetadataReader().IsAssembly) return noAssembly;
            return SoundnessCheck.FirstDamage(reader, content.Length) is { } damage ? $"is damaged ({damage})" : null;
        }
        catch (Exception exception) when (SoundnessCheck.IsDamage(exception))
        {
            return noAssembly;
        }
    }

    static InputInspection Inspect(string file, PEReader reader)
    {
        if (reader.PEHeaders.CorHeader is not { } header || !reader.HasMetadata)
            throw new BadInputException(file, "it is a native image without .NET metadata", "Give the .dll beside an application host, not the host itself");
        var metadata = reader.GetMetadataReader();
        if (!metadata.IsAssembly)
            throw new BadInputException(file, "it is a module without an assembly manifest", "Weave the assembly that it is part of");
        bool isPrecompiled = IsReadyToRun(reader, header);
        if (!header.Flags.HasFlag(CorFlags.ILOnly) && !isPrecompiled)
            throw new BadInputException(file, "it is a mixed-mode assembly, and its native code would be lost", "Move what is to be woven into an assembly of its own");
        if (metadata.AssemblyFiles.Select(metadata.GetAssemblyFile).Where(part => part.ContainsMetadata).Select(part => metadata.GetString(part.Name)).FirstOrDefault() is { } module)
            throw new BadInputException(file, $"it consists of several modules ({module} is one), which .NET does not load", "Compile it into one file");
        if (InstructionStream.FirstBroken(reader, metadata) is { } broken)
            throw new BadInputException(file, $"a method holds bytes that are no instruction ({broken}), as obfuscators leave them", "Weave before the assembly is obfuscated");
        return new(isPrecompiled, reader.ReadDebugDirectory().Any(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb));
    }

    static bool IsReadyToRun(PEReader reader, CorHeader header)
    {
        var native = header.ManagedNativeHeaderDirectory;
        return native.Size >= sizeof(int) && reader.GetSectionData(native.RelativeVirtualAddress).GetReader().ReadInt32() == ReadyToRunSignature;
    }
}
