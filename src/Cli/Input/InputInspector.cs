using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Unboxed.Cli.Input;

/// <summary>What the headers of an assembly say.</summary>
/// <param name="IsPrecompiled">Whether it holds native code beside its IL (ReadyToRun), which a rewritten assembly cannot keep.</param>
/// <param name="HasEmbeddedSymbols">Whether a portable PDB is embedded.</param>
sealed record InputInspection(bool IsPrecompiled, bool HasEmbeddedSymbols);

/// <summary>Refuses files that are no IL assemblies, by their headers alone: a reader of metadata would fail on them in ways that say nothing.</summary>
static class InputInspector
{
    const int ReadyToRunSignature = 0x00525452; // "RTR"

    internal static InputInspection Inspect(string file)
    {
        if (!File.Exists(file)) throw new BadInputException(file, "there is no such file", "Give the path of a compiled assembly");
        using var stream = Open(file);
        using var reader = new PEReader(stream);
        try
        {
            return Inspect(file, reader);
        }
        catch (BadImageFormatException exception)
        {
            throw new BadInputException(file, $"it is not a .NET assembly ({exception.Message.TrimEnd('.')})", "Give the .dll that the compiler has written");
        }
    }

    static InputInspection Inspect(string file, PEReader reader)
    {
        if (reader.PEHeaders.CorHeader is not { } header || !reader.HasMetadata)
            throw new BadInputException(file, "it is a native image without .NET metadata", "Give the .dll beside an application host, not the host itself");
        if (!reader.GetMetadataReader().IsAssembly)
            throw new BadInputException(file, "it is a module without an assembly manifest", "Weave the assembly that it is part of");
        bool isPrecompiled = IsReadyToRun(reader, header);
        if (!header.Flags.HasFlag(CorFlags.ILOnly) && !isPrecompiled)
            throw new BadInputException(file, "it is a mixed-mode assembly, and its native code would be lost", "Move what is to be woven into an assembly of its own");
        if (InstructionStream.FirstBroken(reader) is { } broken)
            throw new BadInputException(file, $"a method holds bytes that are no instruction ({broken}), as obfuscators leave them", "Weave before the assembly is obfuscated");
        return new(isPrecompiled, reader.ReadDebugDirectory().Any(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb));
    }

    static bool IsReadyToRun(PEReader reader, CorHeader header)
    {
        var native = header.ManagedNativeHeaderDirectory;
        return native.Size >= sizeof(int) && reader.GetSectionData(native.RelativeVirtualAddress).GetReader().ReadInt32() == ReadyToRunSignature;
    }

    static FileStream Open(string file)
    {
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new BadInputException(file, "it cannot be read: " + exception.Message.TrimEnd('.'), "Check its permissions, and that no other program holds it");
        }
    }
}
